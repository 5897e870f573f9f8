#include "actions/release/output/replay_read.h"

#include <algorithm>
#include <regex>

#include "actions/release/output/output.h"
#include "base/text.h"

namespace ward::release::test {
namespace {

std::string words(const std::set<std::string>& texts) {
    return join(std::vector<std::string>(texts.begin(), texts.end()), " ");
}

// "6.27.0 7.28.0 on 22 24"
struct Updates {
    std::set<std::string> versions;
    std::set<std::string> lines;

    std::string text() const { return words(versions) + " on " + words(lines); }
};

std::vector<std::string> all_matches(const std::string& text, const std::string& pattern) {
    std::vector<std::string> out;
    const std::regex expression(pattern);
    for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it) out.push_back((*it)[1]);
    return out;
}

class Reader {
  public:
    SeenPost read(std::string_view post) {
        bool in_front = true;
        for (const std::string_view part : split(post, '\n')) {
            const std::string line(part);
            if (in_front) in_front = !front(line);
            else if (line.starts_with('#')) heading(line);
            else within(line);
        }
        for (const auto& [name, updates] : updates_) seen_.dependencies[name] = updates.text();
        return std::move(seen_);
    }

  private:
    // Is the front matter at its end?
    bool front(const std::string& line) {
        if (line == "---") return !seen_.matter.empty();
        const size_t colon = line.find(": ");
        if (colon != std::string::npos) seen_.matter[line.substr(0, colon)] = line.substr(colon + 2);
        return false;
    }

    void heading(const std::string& line) {
        section_ = line;
        static const std::regex form(R"(## .* \((CVE-[0-9]+-[0-9]+)\) - \(([a-z]+)\))");
        std::smatch found;
        in_report_ = std::regex_match(line, found, form);
        if (in_report_) seen_.reports.push_back({.cve = found[1], .heading = line, .rating = found[2]});
        else seen_.other_headings.push_back(line);
    }

    void within(const std::string& line) {
        if (in_report_) report(line, seen_.reports.back());
        else if (section_ == "## Security releases available") available(line);
        else if (section_ == "## Downloads and release details") download(line);
        else if (section_ == "## Impact") announced(line);
    }

    static void report(const std::string& line, SeenReport& report) {
        static const std::regex impact("- This vulnerability affects (.*) in active release lines: (.*)");
        static const std::regex both(R"(Reported and fixed by (.*)\. Thank you!)");
        static const std::regex each(R"((?:Reported by (.*?)\. ?)?(?:Fixed by (.*)\. )?Thank you!)");
        std::smatch found;
        if (std::regex_match(line, found, impact)) {
            report.concerns = found[1];
            report.lines = join(all_matches(found[2], R"(([0-9]+)\.x)"), " ");
        } else if (std::regex_match(line, found, both)) {
            report.reporters = report.fixers = found[1];
        } else if (std::regex_match(line, found, each)) {
            report.reporters = found[1];
            report.fixers = found[2];
        }
    }

    void available(const std::string& line) {
        static const std::regex update(R"(- (\S+)(?: \((\S+)\))? on (.*?)(?: \(.*\))?)");
        std::smatch found;
        if (std::regex_match(line, found, update)) {
            Updates& updates = updates_[found[1]];
            if (found[2].matched) updates.versions.insert(found[2]);
            const bool all = found[3] == "all release lines";
            for (const std::string& on :
                 all_matches(all ? seen_.lines : std::string(found[3]), "([0-9]+)(?:\\.[0-9.]+)?"))
                updates.lines.insert(on);
        } else if (seen_.lines.empty()) {
            seen_.lines = join(all_matches(line, R"(([0-9]+)\.x)"), " ");
        }
    }

    void download(const std::string& line) {
        for (const std::string& version : all_matches(line, R"(^- \[Node\.js v(\S+)\]\(/blog/release/v\1/\)$)"))
            seen_.downloads += (seen_.downloads.empty() ? "" : " ") + version;
    }

    void announced(const std::string& line) {
        static const std::regex form(R"(- ([0-9]+)\.x: the most severe issue is rated ([A-Z]+)\.)");
        std::smatch found;
        if (std::regex_match(line, found, form)) seen_.announced[found[1]] = to_lower(std::string(found[2]));
    }

    SeenPost seen_;
    std::string section_;
    bool in_report_ = false;
    std::map<std::string, Updates> updates_;
};

std::vector<std::string> texts_at(const Node& node, std::string_view key) {
    std::vector<std::string> out;
    for (const Node& item : items_at(node, key)) out.push_back(item.text);
    return out;
}

// What an announcement says of a line: the worst rating, or counts by rating.
std::string highest(const Node& impact) {
    if (const auto word = impact.string_at("highest")) return std::string(*word);
    for (const std::string_view rating : {"critical", "high", "medium", "low"})
        if (impact.find(rating) != nullptr) return std::string(rating);
    return {};
}

}  // namespace

SeenPost seen_in(std::string_view post) {
    return Reader().read(post);
}

SeenPost seen_in_expected(const Node& expected) {
    SeenPost post;
    for (const std::string_view key : {"title", "date", "author", "slug"})
        post.matter[std::string(key)] = text_at(expected, key);
    post.lines = join(texts_at(expected, "lines"), " ");
    for (const Node& each : items_at(expected, "vulnerabilities")) {
        std::vector<std::string> lines = texts_at(each, "affected");
        std::ranges::sort(lines);
        post.reports.push_back({.cve = text_at(each, "cve"),
                                .heading = text_at(each, "heading"),
                                .rating = text_at(each, "severity"),
                                .lines = join(lines, " "),
                                .concerns = text_at(each, "concerns"),
                                .reporters = listed(texts_at(each, "reporters")),
                                .fixers = listed(texts_at(each, "fixers"))});
    }
    post.other_headings = texts_at(expected, "other_headings");
    std::map<std::string, Updates> updates;
    for (const Node& each : items_at(expected, "dependencies")) {
        Updates& of = updates[text_at(each, "name")];
        for (const std::string& version : texts_at(each, "versions")) of.versions.insert(version);
        for (const std::string& line : texts_at(each, "lines")) of.lines.insert(line);
    }
    for (const auto& [name, of] : updates) post.dependencies[name] = of.text();
    post.downloads = join(texts_at(expected, "downloads"), " ");
    for (const Node& each : items_at(*expected.find("pre_announcement"), "impact"))
        post.announced[text_at(each, "line")] = highest(each);
    return post;
}

}  // namespace ward::release::test
