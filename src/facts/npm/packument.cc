#include "facts/npm/packument.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/npm/manifest_fields.h"
#include "formats/versions/versions.h"

namespace ward::npm {
namespace {

using inventory::Json;

constexpr size_t max_problems = 100;
constexpr std::string_view deleted = "its value in `time` is no instant";

std::string text_at(const Json::Value& object, std::string_view key) {
    return std::string(object.string_at(key).value_or(""));
}

std::optional<uint64_t> count_at(const Json::Value& object, std::string_view key) {
    const auto value = object.find(key);
    return value && value->kind() == Json::Kind::number ? to_number<uint64_t>(value->text()) : std::nullopt;
}

// An object, or "NAME <EMAIL>" as old documents have it.
std::optional<Account> account_of(const Json::Value& value) {
    Account account;
    if (const auto text = value.string()) {
        const size_t open = text->find('<');
        account.name = trim(text->substr(0, open));
        if (open != std::string_view::npos) account.email = trim(text->substr(open + 1, text->find('>') - open - 1));
    } else {
        account.name = text_at(value, "name");
        account.email = text_at(value, "email");
        account.is_trusted_publisher = value.find("trustedPublisher").has_value();
    }
    if (account.name.empty() && account.email.empty()) return std::nullopt;
    return account;
}

class Reader {
  public:
    explicit Reader(const PackumentLimits& limits) : limits_(limits) {}

    Result<Packument> read(const Json& json, std::string_view where) {
        const Json::Value root = json.root();
        out_.name = text_at(root, "name");
        read_times(root);
        if (const auto versions = root.find("versions")) {
            for (const auto& member : versions->members()) {
                if (out_.versions.size() >= limits_.versions)
                    return fail(ErrorCode::limit, fmt::format("more than {} versions", limits_.versions),
                                std::string(where));
                read_version(member.key, member.value);
            }
        }
        read_tags(root);
        out_.maintainers = accounts_at(root, "maintainers");
        if (const auto readme = root.find("readme"))
            out_.has_readme = !trim(readme->text()).empty() && !readme->text().starts_with("ERROR: No README");
        out_.is_abbreviated = !root.find("time") && !root.find("maintainers") && !root.find("readme") &&
                              !root.find("_id") && root.find("modified");
        for (const Json::RepeatedKey& repeated : json.repeated_keys())
            tell(fmt::format("line {}: key \"{}\" is there twice; the later one counts", repeated.line, repeated.key));
        finish();
        return std::move(out_);
    }

  private:
    void tell(std::string problem) {
        if (out_.problems.size() < max_problems) out_.problems.push_back(std::move(problem));
    }

    std::vector<Account> accounts_at(const Json::Value& object, std::string_view key) const {
        std::vector<Account> accounts;
        const auto list = object.find(key);
        if (!list) return accounts;
        for (const Json::Value item : list->items()) {
            if (accounts.size() >= limits_.maintainers) break;
            if (auto account = account_of(item)) accounts.push_back(*std::move(account));
        }
        return accounts;
    }

    void read_times(const Json::Value& root) {
        if (const auto modified = root.string_at("modified")) out_.modified = parse_instant(*modified);
        const auto times = root.find("time");
        if (!times) return;
        for (const auto& [key, line, value] : times->members()) {
            if (key == "unpublished") {
                if (const auto at = value.string_at("time")) out_.unpublished = parse_instant(*at);
                continue;
            }
            const auto at = value.string() ? parse_instant(*value.string()) : std::nullopt;
            if (!at) tell(fmt::format("{}: {}", key, deleted));
            if (key == "created") out_.created = at;
            else if (key == "modified") out_.modified = at;
            else times_.emplace_back(key, at);
        }
    }

    void read_distribution(const Json::Value& version, Distribution& out) const {
        const auto dist = version.find("dist");
        if (!dist) return;
        out.tarball = text_at(*dist, "tarball");
        out.shasum = text_at(*dist, "shasum");
        out.integrity = text_at(*dist, "integrity");
        out.file_count = count_at(*dist, "fileCount");
        out.unpacked_bytes = count_at(*dist, "unpackedSize");
        if (const auto signatures = dist->find("signatures"))
            for (const Json::Value item : signatures->items())
                if (out.signatures.size() < limits_.signatures)
                    out.signatures.push_back({text_at(item, "keyid"), text_at(item, "sig")});
        if (const auto attestations = dist->find("attestations")) {
            out.attestations = text_at(*attestations, "url");
            if (const auto provenance = attestations->find("provenance"))
                out.provenance_type = text_at(*provenance, "predicateType");
            if (out.attestations.empty() && attestations->is_object()) out.attestations = "without a URL";
        }
    }

    void read_version(std::string_view key, const Json::Value& value) {
        if (!value.is_object()) return tell(fmt::format("version {} is no object", key));
        PublishedVersion version;
        version.manifest = manifest_of(value);
        if (version.manifest.version != key) {
            tell(fmt::format("version {} says that it is version {}", key, version.manifest.version));
            version.manifest.version = key;
        }
        read_distribution(value, version.distribution);
        if (const auto user = value.find("_npmUser")) version.publisher = account_of(*user);
        version.maintainers = accounts_at(value, "maintainers");
        if (const auto has = value.find("hasInstallScript"); has && has->kind() == Json::Kind::boolean)
            version.has_install_script = has->is_truthy();
        version.has_shrinkwrap = value.truthy_at("_hasShrinkwrap");
        if (const auto deprecated = value.find("deprecated")) {
            version.deprecated = deprecated->text();
            if (version.deprecated == "false") version.deprecated.clear();
        }
        version.commit = text_at(value, "gitHead");
        version.npm_version = text_at(value, "_npmVersion");
        version.node_version = text_at(value, "_nodeVersion");
        out_.versions.push_back(std::move(version));
    }

    void read_tags(const Json::Value& root) {
        const auto tags = root.find("dist-tags");
        if (!tags) return;
        for (const auto& member : tags->members())
            if (const auto version = member.value.string())
                out_.tags.push_back({std::string(member.key), std::string(*version)});
        std::ranges::sort(out_.tags, {}, &NamedText::name);
    }

    // Times to their versions, versions in order.
    void finish() {
        std::unordered_map<std::string_view, size_t> places;
        for (size_t i = 0; i < out_.versions.size(); ++i) places.emplace(out_.versions[i].version(), i);
        for (const auto& [version, at] : times_) {
            const auto place = places.find(version);
            if (place != places.end()) out_.versions[place->second].published = at;
            else out_.removed.push_back({std::string(version), at});
        }
        const versions::Ordering* npm = versions::ordering_named("npm");
        std::vector<std::pair<std::string, PublishedVersion>> keyed;
        keyed.reserve(out_.versions.size());
        for (PublishedVersion& version : out_.versions) {
            std::string key = npm->key(version.version()).value_or("");
            keyed.emplace_back(std::move(key), std::move(version));
        }
        std::ranges::stable_sort(keyed, {}, &std::pair<std::string, PublishedVersion>::first);
        out_.versions.clear();
        for (auto& [key, version] : keyed) out_.versions.push_back(std::move(version));
        std::ranges::sort(out_.removed, {}, &Removal::version);
    }

    const PackumentLimits& limits_;
    Packument out_;
    std::vector<std::pair<std::string_view, std::optional<Instant>>> times_;
};

}  // namespace

const PublishedVersion* Packument::find(std::string_view version) const {
    const auto found = std::ranges::find(versions, version, &PublishedVersion::version);
    return found == versions.end() ? nullptr : &*found;
}

const PublishedVersion* Packument::tagged(std::string_view tag) const {
    const auto found = std::ranges::find(tags, tag, &NamedText::name);
    return found == tags.end() ? nullptr : find(found->text);
}

bool Packument::tells_signatures() const {
    return std::ranges::any_of(versions, [](const PublishedVersion& version) {
        return !version.distribution.signatures.empty() || !version.distribution.attestations.empty();
    });
}

Result<Packument> parse_packument(std::string_view text, const std::string& where, const PackumentLimits& limits) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, where, {.bytes = limits.bytes, .values = limits.values}));
    return Reader(limits).read(json, where);
}

}  // namespace ward::npm
