#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/release/output/post.h"
#include "actions/release/record/peer_file.h"
#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr DocumentLimits peer_limits{.bytes = max_record_bytes, .depth = 10, .nodes = 500'000, .aliases = 0};

// What the file says of one line of a report or dependency.
struct LineSaid {
    std::string line;
    std::string pull = {};
    std::string last_affected = {};
    std::string patched = {};
};

class PeerReader {
  public:
    PeerReader(const Node& root, std::string_view file) : root_(root), file_(file) {}

    Result<ImportedRelease> read() {
        if (!root_.is_table()) return wrong(root_, "is no table");
        WARD_TRY_VOID(date());
        for (const Node& node : items_at(root_, "reports")) WARD_TRY_VOID(report(node));
        if (const Node* node = root_.find("dependencies")) WARD_TRY_VOID(dependencies(*node));
        WARD_TRY(release().places.announcement, text(root_, "announcement"));
        for (const auto& [key, name] : {std::pair("buildIssue", "build"), std::pair("dockerIssue", "docker")}) {
            WARD_TRY(std::string url, text(root_, key));
            if (!url.empty()) release().places.issues[name] = std::move(url);
        }
        lines();
        put_in_order(release());
        // What a record may not have is refused here and not when it is read the next time.
        WARD_TRY(out_.release, release_from_json(to_json(release()), file_));
        return std::move(out_);
    }

  private:
    Release& release() { return out_.release; }
    std::unexpected<Error> wrong(const Node& node, std::string reason) const {
        return fail(ErrorCode::parse, std::move(reason), fmt::format("{}:{}", file_, node.line));
    }
    void note(const Node& node, std::string_view what) {
        out_.notes.push_back(fmt::format("{}:{}: {}", file_, node.line, what));
    }

    // A text or nothing; numbers as they are written.
    Result<std::string> text(const Node& table, std::string_view key, Text kind = Text::line) const {
        const Node* node = table.find(key);
        if (node == nullptr || node->kind == Node::Kind::null) return std::string();
        if (!node->is_string() && node->kind != Node::Kind::integer)
            return wrong(*node, fmt::format("'{}' is no text", key));
        std::string value = replace_all(node->text, "\r\n", "\n");
        if (!is_clean_text(value, kind))
            return wrong(*node, fmt::format("'{}' has a control character, or one that hides or moves text", key));
        return value;
    }

    // The first of these that is there and not empty.
    Result<std::string> first_text(const Node& table, std::initializer_list<std::string_view> keys) const {
        for (const std::string_view key : keys) {
            WARD_TRY(std::string value, text(table, key));
            if (!value.empty()) return value;
        }
        return std::string();
    }

    // A list of texts, or one text with commas.
    Result<std::vector<std::string>> texts(const Node& table, std::string_view key) const {
        std::vector<std::string> out;
        const Node* node = table.find(key);
        if (node == nullptr || node->kind == Node::Kind::null) return out;
        if (node->is_list()) {
            for (const Node& item : node->items) {
                if (!item.is_string() || !is_clean_text(item.text, Text::line))
                    return wrong(item, fmt::format("'{}' has an item that is no text", key));
                out.push_back(item.text);
            }
            return out;
        }
        WARD_TRY(const std::string all, text(table, key));
        for (const std::string_view part : split(all, ','))
            if (const std::string_view one = trim(part); !one.empty()) out.emplace_back(one);
        return out;
    }

    Result<void> date() {
        WARD_TRY(const std::string date, text(root_, "releaseDate"));
        if (date.empty() || date == "TBD") {
            release().id = "next";
            release().slug = "next-security-releases";
            return {};
        }
        const auto instant = parse_instant(replace_all(date, "/", "-"));
        if (!instant) return wrong(*root_.find("releaseDate"), "'releaseDate' is neither YYYY/MM/DD nor TBD");
        release().lift_at = instant;
        release().id = format_date(*instant);
        release().slug = slug_of(*instant, "UTC", {});
        return {};
    }

    // ---- lines: "22.x", {"22.x": URL}, {"22.x": {affected, patched}}, [{version, …}] ----

    Result<std::vector<LineSaid>> lines_said(const Node& table, std::string_view key) {
        std::vector<LineSaid> out;
        const Node* node = table.find(key);
        if (node == nullptr || node->kind == Node::Kind::null) return out;
        if (node->is_table()) {
            for (const auto& [name, value] : node->fields) WARD_TRY_VOID(one_line(value, name, out));
        } else if (node->is_list()) {
            for (const Node& item : node->items) {
                if (item.is_string()) {
                    WARD_TRY_VOID(one_line(item, item.text, out));
                    continue;
                }
                WARD_TRY(const std::string name, text(item, "version"));
                WARD_TRY_VOID(one_line(item, name, out));
            }
        } else {
            WARD_TRY(const std::vector<std::string> names, texts(table, key));
            for (const std::string& name : names) WARD_TRY_VOID(one_line(*node, name, out));
        }
        return out;
    }

    Result<void> one_line(const Node& node, std::string_view name, std::vector<LineSaid>& out) {
        const auto line = line_named(trim(name));
        if (!line) {
            if (trim(name) != "main") return wrong(node, "names a line that is none");
            note(node, "main is no release line: left out");
            return {};
        }
        LineSaid said{.line = *line};
        if (node.is_string() && node.text.starts_with("https://")) {
            said.pull = node.text;
        } else if (node.is_table()) {
            WARD_TRY(const std::string affected, text(node, "affected"));
            said.last_affected = trim(std::string_view(affected).substr(affected.starts_with("<=") ? 2 : 0));
            WARD_TRY(said.patched, text(node, "patched"));
            WARD_TRY(said.pull, first_text(node, {"prURL", "url"}));
        }
        out.push_back(std::move(said));
        return {};
    }

    // ---- reports ----

    Result<void> report(const Node& node) {
        Report report;
        WARD_TRY(report.id, text(node, "id"));
        if (report.id.empty()) return wrong(node, "a report has no 'id'");
        report.source = std::ranges::all_of(report.id, is_digit) ? "hackerone" : "file";
        WARD_TRY(report.title, text(node, "title"));
        WARD_TRY(report.cves, texts(node, "cveIds"));
        if (const Node* severity = node.find("severity")) WARD_TRY_VOID(this->severity(*severity, report));
        WARD_TRY(report.summary, text(node, "summary", Text::paragraphs));
        WARD_TRY(report.link, text(node, "link"));
        WARD_TRY_VOID(credits(node, report));
        WARD_TRY_VOID(ranges(node, report));
        release().reports.push_back(std::move(report));
        return {};
    }

    Result<void> severity(const Node& node, Report& report) {
        // An old file has the rating alone.
        const bool is_word = node.is_string();
        WARD_TRY(const std::string rating, is_word ? Result<std::string>(node.text) : text(node, "rating"));
        const auto severity = severity_named(to_lower(rating));
        if (!rating.empty() && !severity) return wrong(node, "has a rating that is none");
        report.severity = severity.value_or(Severity::unknown);
        if (is_word) return {};
        WARD_TRY(std::string vector, text(node, "cvss_vector_string"));
        if (!vector.empty()) report.cvss.push_back(std::move(vector));
        WARD_TRY(report.weakness, text(node, "weakness_id"));
        return {};
    }

    Result<void> credits(const Node& node, Report& report) {
        WARD_TRY(const std::string reporter, text(node, "reporter"));
        if (!reporter.empty()) report.credits.push_back({.name = {}, .handle = reporter});
        WARD_TRY(const std::vector<std::string> authors, texts(node, "patchAuthors"));
        for (const std::string& author : authors)
            report.credits.push_back({.name = {}, .handle = author, .kind = CreditKind::developer});
        return {};
    }

    Result<void> ranges(const Node& node, Report& report) {
        WARD_TRY(const std::string pull, text(node, "prURL"));
        WARD_TRY(const std::vector<LineSaid> lines, lines_said(node, "affectedVersions"));
        WARD_TRY(const std::vector<std::string> patched, texts(node, "patchedVersions"));
        for (const LineSaid& said : lines) {
            Range range{.line = said.line, .fixed = said.patched};
            for (const std::string& version : patched)
                if (range.fixed.empty() && line_of_version(version) == said.line) range.fixed = version;
            range.pull = said.pull.empty() ? pull : said.pull;
            report.ranges.push_back(std::move(range));
        }
        return {};
    }

    // ---- dependencies ----

    Result<void> dependencies(const Node& node) {
        if (node.is_table()) {
            for (const auto& [name, value] : node.fields) {
                if (!value.is_list()) WARD_TRY_VOID(dependency(value, name, "affectedVersions"));
                for (const Node& item : value.items) WARD_TRY_VOID(dependency_item(item, name));
            }
            return {};
        }
        for (const Node& item : node.items) {
            WARD_TRY(const std::string name, first_text(item, {"name", "title"}));
            WARD_TRY_VOID(dependency_item(item, name));
        }
        return {};
    }

    Result<void> dependency_item(const Node& item, const std::string& name) {
        const bool named = item.find("affectedVersions") != nullptr;
        return dependency(item, name, named ? "affectedVersions" : "versions");
    }

    Result<void> dependency(const Node& node, const std::string& name, std::string_view key) {
        if (name.empty()) return wrong(node, "a dependency has no name");
        WARD_TRY(const std::string pull, first_text(node, {"prURL", "url"}));
        WARD_TRY(const std::string to, first_text(node, {"to", "patched", "version"}));
        WARD_TRY(const std::vector<LineSaid> lines, lines_said(node, key));
        if (lines.empty()) note(node, "a dependency without a line: left out");
        for (const LineSaid& said : lines)
            release().dependencies.push_back({.name = name,
                                              .line = said.line,
                                              .to = said.patched.empty() ? to : said.patched,
                                              .pull = said.pull.empty() ? pull : said.pull});
        return {};
    }

    // The lines that anything is about, with the version that reports say is the patched one.
    void lines() {
        const auto line_at = [&](const std::string& name) -> Line& {
            for (Line& line : release().lines)
                if (line.name == name) return line;
            return release().lines.emplace_back(Line{.name = name});
        };
        for (const Report& report : release().reports) {
            for (const Range& range : report.ranges) {
                Line& line = line_at(range.line);
                if (line.fixed_version.empty()) line.fixed_version = range.fixed;
            }
        }
        for (const Dependency& dependency : release().dependencies) line_at(dependency.line);
    }

    const Node& root_;
    std::string_view file_;
    ImportedRelease out_;
};

}  // namespace

Result<ImportedRelease> release_from_peer(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, parse_json(json, name, peer_limits));
    return PeerReader(root, name).read();
}

}  // namespace ward::release
