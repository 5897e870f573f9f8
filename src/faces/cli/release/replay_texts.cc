#include "faces/cli/release/replay_texts.h"

#include <algorithm>
#include <functional>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

using release::Compared;
using release::Difference;
using release::Replay;
using release::Ruling;

constexpr Ruling all_rulings[] = {Ruling::open, Ruling::theirs_right, Ruling::ours_right, Ruling::policy};

std::string_view title_of(Ruling ruling) {
    switch (ruling) {
        case Ruling::open: return "open: nothing says who is right";
        case Ruling::theirs_right: return "theirs right: the record is to be changed";
        case Ruling::ours_right: return "ours right: what was published is wrong";
        case Ruling::policy: return "policy: another form or policy";
    }
    return {};
}

bool is_error(const Difference& difference) {
    return difference.field == release::error_field;
}

void add_compared(std::string& out, const Compared& compared, std::string_view what) {
    if (compared.of == 0) return;
    out += fmt::format(", {} of {} {}", compared.there, compared.of, what);
}

std::string quoted(const std::string& text) {
    return text.empty() ? "nothing" : display(text);
}

void add_difference(std::string& out, const Difference& one, bool is_known) {
    const std::string known = is_known ? ", known" : "";
    if (is_error(one)) {
        const std::string what = one.of.empty() ? one.published : fmt::format("{}: {}", one.of, one.published);
        out += fmt::format("  {}: {}{}{}\n", display(one.place), display(what),
                           one.reason.empty() ? "" : fmt::format(" ({})", display(one.reason)), known);
        return;
    }
    out += fmt::format("  {}: {}{}{}\n", display(one.place), display(one.field),
                       one.of.empty() ? "" : fmt::format(" of {}", display(one.of)), known);
    out += fmt::format("    ours       {}\n    published  {}\n", quoted(one.ours), quoted(one.published));
    if (!one.reason.empty()) out += fmt::format("    because    {}\n", display(one.reason));
}

void add_group(std::string& out, const ReplayedRelease& of, std::string_view title,
               const std::function<bool(const Difference&)>& wanted) {
    bool is_first = true;
    for (size_t at = 0; at < of.replay.differences.size(); ++at) {
        const Difference& one = of.replay.differences[at];
        if (!wanted(one)) continue;
        if (is_first) out += fmt::format(" {}\n", title);
        is_first = false;
        add_difference(out, one, of.is_known[at]);
    }
}

void write_compared(JsonWriter& json, std::string_view name, const Compared& compared) {
    json.key(name).begin_object().member("of", compared.of).member("there", compared.there).end_object();
}

void write_difference(JsonWriter& json, const Difference& one, bool is_known) {
    json.begin_object().member("release", one.release).member("in", name_of(one.artefact)).member("field", one.field);
    json.member_if("of", one.of).member_if("ours", one.ours).member_if("published", one.published);
    json.member("ruling", name_of(one.ruling)).member_if("reason", one.reason).member("place", one.place);
    json.member("known", is_known).end_object();
}

}  // namespace

std::string replay_text(std::span<const ReplayedRelease> releases,
                        std::span<const release::KnownDifference* const> gone) {
    std::string out;
    for (const ReplayedRelease& of : releases) {
        const Replay& replay = of.replay;
        const auto known = static_cast<size_t>(std::ranges::count(of.is_known, true));
        out += fmt::format("{}: {} difference{}, {} known", of.slug, replay.differences.size(),
                           replay.differences.size() == 1 ? "" : "s", known);
        add_compared(out, replay.posts, "posts");
        if (replay.posts.there > 0)
            out += fmt::format(" ({} of {} headings of reports byte for byte)", replay.equal_headings, replay.headings);
        add_compared(out, replay.entries, "entries");
        add_compared(out, replay.records, "CVE records");
        out += '\n';
        for (const Ruling ruling : all_rulings)
            add_group(out, of, title_of(ruling),
                      [&](const Difference& one) { return one.ruling == ruling && !is_error(one); });
        add_group(out, of, "errors in what was published", is_error);
    }
    for (const release::KnownDifference* one : gone)
        out += fmt::format("known difference of line {} is there no more: {}, {}{}\n", one->line,
                           display(one->difference.release), display(one->difference.field),
                           one->difference.of.empty() ? "" : fmt::format(" ({})", display(one->difference.of)));
    return out;
}

std::string replay_json(std::span<const ReplayedRelease> releases,
                        std::span<const release::KnownDifference* const> gone) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-release/1").member("command", "release replay");
    json.key("releases").begin_array();
    for (const ReplayedRelease& of : releases) {
        json.begin_object().member("release", of.id).member("slug", of.slug);
        write_compared(json, "posts", of.replay.posts);
        write_compared(json, "entries", of.replay.entries);
        write_compared(json, "records", of.replay.records);
        json.key("headings").begin_object().member("of", of.replay.headings);
        json.member("equal", of.replay.equal_headings).end_object();
        json.key("differences").begin_array();
        for (size_t at = 0; at < of.replay.differences.size(); ++at)
            write_difference(json, of.replay.differences[at], of.is_known[at]);
        json.end_array().member_values("unread", of.replay.unread).end_object();
    }
    json.end_array().key("gone").begin_array();
    for (const release::KnownDifference* one : gone) {
        json.begin_object().member("line", one->line).member("release", one->difference.release);
        json.member("field", one->difference.field).member_if("of", one->difference.of).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

}  // namespace ward::cli
