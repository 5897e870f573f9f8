#include "actions/release/approve/stewards.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/approve/steps.h"
#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr DocumentLimits stewards_limits{.bytes = max_stewards_bytes, .depth = 6, .nodes = 50'000, .aliases = 0};
constexpr size_t max_name_bytes = 64;

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// A time of TOML or a text in its form.
std::optional<Instant> instant_at(RecordTable& table, std::string_view key) {
    const Node* value = table.find(key);
    if (value == nullptr) return std::nullopt;
    const bool fits = value->kind == Node::Kind::date || value->is_string();
    auto instant = fits ? parse_instant(value->text) : std::nullopt;
    if (!instant) table.fault(*value, fmt::format("'{}' is a day, or a time with its offset", key));
    return instant;
}

Result<void> read_key_text(StewardKey& key, const std::string& text) {
    if (text.contains(' ')) {
        auto ssh = signing::parse_ssh_key(text);
        if (!ssh) return std::unexpected(ssh.error().error);
        key.shown = signing::ssh_fingerprint(ssh->blob);
        key.key = *std::move(ssh);
        return {};
    }
    auto minisign = signing::parse_minisign_key(text);
    if (!minisign) return std::unexpected(minisign.error().error);
    key.shown = "minisign " + minisign->id;
    key.key = *std::move(minisign);
    return {};
}

Result<void> read_key(const Node& node, std::string_view file, ListedSteward& steward) {
    RecordTable table(node, file, "a key");
    StewardKey key;
    const std::string text = table.needed("key");
    if (!text.empty())
        if (auto read = read_key_text(key, text); !read) table.fault(*node.find("key"), read.error().what);
    key.since = instant_at(table, "since");
    key.until = instant_at(table, "until");
    key.revoked = instant_at(table, "revoked");
    key.reason = table.text("reason");
    if (key.since && key.until && *key.since >= *key.until) table.fault(node, "'until' is not behind 'since'");
    if (key.revoked && key.reason.empty()) table.fault(node, "is revoked without a 'reason'");
    if (!key.revoked && !key.reason.empty()) table.fault(node, "has a 'reason' and is not 'revoked'");
    steward.keys.push_back(std::move(key));
    return table.finish();
}

Result<void> read_person(const Node& node, std::string_view file, Stewards& stewards) {
    RecordTable table(node, file, "[[people]]");
    ListedSteward steward{.name = table.needed("name")};
    if (!steward.name.empty() && !is_steward_name(steward.name))
        table.fault(*node.find("name"), "'name' is lower-case letters, digits and '-'");
    if (stewards.find(steward.name) != nullptr) table.fault(node, "another one has that name");
    table.tables("keys", max_keys_of_steward, [&](const Node& key) { return read_key(key, file, steward); });
    if (steward.keys.empty()) table.fault(node, "has no key");
    stewards.people.push_back(std::move(steward));
    return table.finish();
}

Result<void> read_need(const Node& node, std::string_view file, Stewards& stewards) {
    RecordTable table(node, file, "[need]");
    for (const auto& [step, value] : node.fields) {
        (void)table.find(step);
        if (step != "default" && !is_approval_step(step))
            table.fault(value, fmt::format("'{}' is no step", display(step)));
        else if (value.kind != Node::Kind::integer || value.integer < 1)
            table.fault(value, fmt::format("'{}' is a number of people", step));
        else if (static_cast<size_t>(value.integer) > stewards.people.size())
            table.fault(value, fmt::format("'{}' needs {} people, and {} are listed", step, value.integer,
                                           stewards.people.size()));
        else stewards.need.emplace(step, static_cast<size_t>(value.integer));
    }
    return table.finish();
}

// By what is compared when a signature is looked up.
std::string identity_of(const StewardKey& key) {
    if (const auto* ssh = std::get_if<signing::SshKey>(&key.key)) return ssh->blob;
    return std::get<signing::MinisignKey>(key.key).base64;
}

void check_keys(RecordTable& table, const Stewards& stewards) {
    std::set<std::string> known;
    for (const ListedSteward& steward : stewards.people)
        for (const StewardKey& key : steward.keys)
            if (!known.insert(identity_of(key)).second)
                table.fault(table.node(), fmt::format("the key {} is there twice", key.shown));
}

void read_head(RecordTable& table, Stewards& stewards) {
    const Node* serial = table.find("serial");
    if (serial == nullptr || serial->kind != Node::Kind::integer || serial->integer < 1)
        table.fault(serial == nullptr ? table.node() : *serial, "'serial' is the list's number, from 1");
    else stewards.serial = serial->integer;
    stewards.previous = table.formed("previous", is_sha256, "SHA-256 in 64 digits");
    if ((stewards.serial == 1) != stewards.previous.empty())
        table.fault(table.node(), "'previous' is the SHA-256 of the list before, which all but the first have");
    if (const auto made = instant_at(table, "made")) stewards.made = *made;
    else table.fault(table.node(), "has no 'made'");
}

}  // namespace

std::optional<std::string> StewardKey::unfit_at(Instant at) const {
    if (revoked && at >= *revoked)
        return fmt::format("key {} was revoked at {} ({})", shown, format_instant(*revoked), display(reason));
    if (since && at < *since) return fmt::format("key {} is good from {} on", shown, format_instant(*since));
    if (until && at >= *until) return fmt::format("key {} expired at {}", shown, format_instant(*until));
    return std::nullopt;
}

size_t Stewards::need_of(std::string_view step) const {
    if (const auto found = need.find(step); found != need.end()) return found->second;
    if (step == "stewards") {
        size_t most = 1;
        for (const auto& [name, count] : need) most = std::max(most, count);
        return most;
    }
    const auto otherwise = need.find("default");
    return otherwise == need.end() ? 1 : otherwise->second;
}

const ListedSteward* Stewards::find(std::string_view name) const {
    const auto found = std::ranges::find(people, name, &ListedSteward::name);
    return found == people.end() ? nullptr : &*found;
}

bool is_steward_name(std::string_view name) {
    return !name.empty() && name.size() <= max_name_bytes && name.front() != '-' &&
           std::ranges::all_of(name, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; });
}

Result<Stewards> stewards_from_toml(std::string_view toml, std::string_view file) {
    WARD_TRY(const Node root, parse_toml(toml, file, stewards_limits));
    RecordTable table(root, file, "the list of stewards");
    const Node* schema = table.find("schema");
    if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != 1)
        return fail(ErrorCode::parse, "the list of stewards has no 'schema = 1'", std::string(file) + ":1");
    Stewards stewards{.digest = sha256_hex(toml)};
    read_head(table, stewards);
    table.tables("people", max_stewards, [&](const Node& node) { return read_person(node, file, stewards); });
    if (stewards.people.empty()) table.fault(root, "lists nobody");
    check_keys(table, stewards);
    if (const Node* need = table.find("need")) table.absorb(read_need(*need, file, stewards));
    WARD_TRY_VOID(table.finish());
    return stewards;
}

}  // namespace ward::release
