#include "actions/release/replay/entry_differences.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/output/claims.h"
#include "actions/release/output/machine.h"
#include "actions/release/output/output.h"
#include "actions/release/replay/line_versions.h"
#include "actions/release/replay/post_text.h"
#include "actions/release/vulndb/versions.h"
#include "base/text.h"

namespace ward::release {
namespace {

// How much of a text that differs is shown.
constexpr size_t shown_bytes = 60;

std::string spaced(const std::vector<std::string>& words) {
    const std::set<std::string> sorted(words.begin(), words.end());
    return join(std::vector<std::string>(sorted.begin(), sorted.end()), " ");
}

std::vector<std::string> texts_at(const Node& node, std::string_view key) {
    std::vector<std::string> out;
    for (const Node& item : items_at(node, key))
        if (item.is_string()) out.push_back(item.text);
    return out;
}

// From the first word on that is another, whole characters only.
std::string from_difference(std::string_view text, std::string_view other) {
    size_t at = 0;
    while (at < text.size() && at < other.size() && text[at] == other[at]) ++at;
    while (at > 0 && text[at - 1] != ' ') --at;
    size_t end = at;
    while (end < text.size() && end - at < shown_bytes) end += std::max<size_t>(utf8_length(text.substr(end)), 1);
    return fmt::format("{}{}{}", at > 0 ? "…" : "", text.substr(at, end - at), end < text.size() ? "…" : "");
}

class Comparison {
  public:
    Comparison(const RecordInput& input, const vulndb::Entry& entry) : input_(input), entry_(entry) {}

    std::vector<Difference> compare() {
        const OutputInput output{
            .release = one(), .project = input_.project, .previous = {}, .number = 1, .versions = input_.versions};
        const auto files = output_named("vuln-core")->make(output);
        const auto ours = files ? parse_json(files->front().content, "the record's entry")
                                : Result<Node>(std::unexpected(files.error()));
        if (!ours) {
            add("entry", ours.error().what, entry_.name, entry_.root.line, {});
            return std::move(found_);
        }
        words("cve", "CVE ids", *ours);
        versions(*ours);
        words("affectedEnvironments", "affected environments", *ours);
        severity(*ours);
        reference(*ours);
        prose("description", *ours);
        prose("overview", *ours);
        return std::move(found_);
    }

  private:
    // The release with this report alone.
    const Release& one() {
        alone_ = input_.release;
        alone_.reports = {input_.report};
        return alone_;
    }

    int line_of(std::string_view key) const {
        const Node* node = entry_.root.find(key);
        return node == nullptr ? entry_.root.line : node->line;
    }

    void add(std::string_view field, std::string ours, std::string published, int line, ReasonedRuling judgement,
             std::string_view of = {}) {
        found_.push_back({.release = input_.release.slug,
                          .artefact = Artefact::entry,
                          .field = std::string(field),
                          .of = of.empty() ? entry_.label() : fmt::format("{} {}", entry_.label(), of),
                          .ours = std::move(ours),
                          .published = std::move(published),
                          .ruling = judgement.ruling,
                          .reason = std::move(judgement.reason),
                          .place = fmt::format("{}:{}", entry_.path, line)});
    }

    void words(std::string_view key, std::string_view field, const Node& ours) {
        const std::string here = spaced(texts_at(ours, key));
        const std::string there = spaced(texts_at(entry_.root, key));
        if (here != there) add(field, here, there, line_of(key), {});
    }

    // What `vulnerable` takes and `patched` does not is affected.
    void versions(const Node& ours) {
        const auto vulnerable = vulndb::VersionRange::parse(entry_.vulnerable().text);
        const auto patched = vulndb::VersionRange::parse(entry_.patched().text);
        if (!vulnerable || !patched) return;  // an error of the entry, which its validation tells
        const Claim claim{.cve = {}, .of = [&](const std::string& version) -> Result<Standing> {
                              if (patched->takes(version)) return Standing::fixed;
                              return vulnerable->takes(version) ? Standing::affected : Standing::unaffected;
                          }};
        const auto intervals = intervals_of(input_.release, input_.report, input_.project.eol);
        const auto lines = line_versions(claim, intervals, with_fixes(input_.report, input_.versions));
        if (!lines) return;
        std::vector<ToldLines> differing =
            differing_lines(*lines, [&](const LineVersions& line) { return judge(line); });
        const bool is_same = differing.empty();
        for (ToldLines& told : differing)
            add("affected versions", std::move(told.ours), std::move(told.published), line_of("vulnerable"),
                std::move(told.judgement), told.lines);
        const std::string here = spaced(fixed_versions(input_.report));
        const std::string there = spaced(patched->starts());
        if (here != there) add("fixed versions", here, there, line_of("patched"), {});
        for (const std::string key : {"vulnerable", "patched"}) {
            const std::string own = text_at(ours, key);
            const std::string other = entry_.text(key).text;
            if (is_same && here == there && own != other)
                add(key, own, other, line_of(key), {Ruling::policy, "other ranges of the same versions"});
        }
    }

    ReasonedRuling judge(const LineVersions& line) const {
        for (const auto& [version, affected] : line.published)
            if (affected && has_fix(input_.report, version))
                return {Ruling::ours_right, fmt::format("takes {}, which has the fix", version)};
        const auto& old = input_.release.eol_lines;
        if (std::ranges::find(old, line.line) == old.end()) return {};
        return {Ruling::policy,
                fmt::format("without support: what is told of such lines is policy ({})", name_of(input_.project.eol))};
    }

    void severity(const Node& ours) {
        const std::string here = text_at(ours, "severity");
        const std::string there = entry_.text("severity").text;
        if (here != there) add("severity", here, there, line_of("severity"), {});
    }

    void reference(const Node& ours) {
        const std::string here = text_at(ours, "ref");
        const std::string there = entry_.text("ref").text;
        if (here == there) return;
        const auto without_slash = [](std::string_view url) {
            return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
        };
        ReasonedRuling judgement;
        if (without_slash(here) == without_slash(there)) judgement = {Ruling::policy, "the same page"};
        else if (without_slash(there).ends_with("/" + input_.release.slug))
            judgement = {Ruling::policy, "the same post under another address"};
        add("ref", here, there, line_of("ref"), std::move(judgement));
    }

    // Texts for people; blanks and Markdown make no other text. What the record does not have is not compared.
    void prose(std::string_view key, const Node& ours) {
        const std::string here = plain_line(text_at(ours, key));
        const std::string there = plain_line(entry_.text(key).text);
        if (here.empty() || here == there) return;
        ReasonedRuling judgement;
        if (there.empty()) judgement = {Ruling::ours_right, fmt::format("the entry has no {}", key)};
        add(key, from_difference(here, there), from_difference(there, here), line_of(key), std::move(judgement));
    }

    const RecordInput& input_;
    const vulndb::Entry& entry_;
    Release alone_;
    std::vector<Difference> found_;
};

}  // namespace

std::vector<const vulndb::Entry*> entries_of(const vulndb::Database& database, const Report& report) {
    std::vector<const vulndb::Entry*> out;
    for (const vulndb::Entry* entry : database.of(vulndb::Collection::core))
        if (std::ranges::any_of(entry->cves(), [&](const vulndb::Text& cve) {
                return std::ranges::find(report.cves, cve.text) != report.cves.end();
            }))
            out.push_back(entry);
    return out;
}

std::vector<Difference> entry_differences(const RecordInput& input, const vulndb::Entry& entry) {
    return Comparison(input, entry).compare();
}

}  // namespace ward::release
