#include "actions/release/vulndb/joins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "actions/release/record/release.h"
#include "actions/release/vulndb/form_values.h"
#include "actions/release/vulndb/versions.h"
#include "base/text.h"
#include "formats/cvss.h"

namespace ward::release::vulndb {
namespace {

class Words {
  public:
    explicit Words(const Entry& entry) : entry_(entry) {}

    std::vector<Problem> problems() {
        ids();
        if (entry_.collection == Collection::core) severity();
        if (entry_.collection != Collection::deps) score();
        if (entry_.collection == Collection::npm) number();
        return std::move(out_);
    }

  private:
    void add(std::string_view rule, int line, std::string what) {
        out_.push_back(problem_of(entry_, rule, line, std::move(what)));
    }

    void ids() {
        const std::vector<Text> cves = entry_.cves();
        const Node* list = entry_.root.find("cve");
        if (cves.empty() && entry_.collection != Collection::npm)
            add("vulndb-no-cve", (list == nullptr ? entry_.root : *list).line,
                fmt::format("has no CVE; scanners look for one, and know nothing of {}", entry_.label()));
        for (const Text& cve : cves)
            if (!is_cve_id(cve.text) && contains_cve(cve.text))
                add("vulndb-cve-id", cve.line, fmt::format("'{}' is no CVE id", display(cve.text)));
    }

    void severity() {
        constexpr std::array<std::string_view, 5> words{"unknown", "low", "medium", "high", "critical"};
        const Text word = entry_.text("severity");
        if (fits_severity_pattern(word.text) && std::ranges::find(words, word.text) == words.end())
            add("vulndb-word", word.line,
                fmt::format("\"severity\" is '{}', which is none of {}", display(word.text),
                            fmt::join(words.begin(), words.end(), ", ")));
    }

    void score() {
        const bool is_npm = entry_.collection == Collection::npm;
        const std::string_view key = is_npm ? "cvss_vector" : "cvss";
        const Text vector = entry_.text(key);
        if (vector.text.empty()) return;
        const auto score = cvss::score(vector.text);
        if (!score) return add("vulndb-score", vector.line, fmt::format("\"{}\": {}", key, score.error().what));
        const Node* stated = entry_.root.find("cvss_score");
        constexpr double rounding = 0.05;
        if (stated != nullptr && reads_as_number(*stated)) {
            const double value = to_number<double>(trim(stated->text)).value_or(0);
            if (std::abs(value - score->value) > rounding)
                add("vulndb-score", stated->line,
                    fmt::format("\"cvss_score\" is {}, and the vector's {:.1f}", display(stated->text), score->value));
        }
        const Text word = entry_.text("severity");
        const auto stated_severity = severity_named(word.text);
        if (!is_npm && stated_severity && *stated_severity != Severity::unknown &&
            *stated_severity != severity_of_score(score->value))
            add("vulndb-score", word.line,
                fmt::format("\"severity\" is {}, and the vector's {} ({:.1f})", word.text,
                            name_of(severity_of_score(score->value)), score->value));
    }

    void number() {
        const Node* id = entry_.root.find("id");
        if (id != nullptr && reads_as_number(*id) && trim(id->text) != entry_.name)
            add("vulndb-id", id->line, fmt::format("\"id\" is {} in a file called {}", display(id->text), entry_.name));
    }

    const Entry& entry_;
    std::vector<Problem> out_;
};

}  // namespace

std::vector<Problem> word_problems(const Entry& entry) {
    return Words(entry).problems();
}

std::vector<Problem> range_problems(const Entry& entry) {
    std::vector<Problem> out;
    const auto read = [&](std::string_view field, const Text& text) {
        auto range = VersionRange::parse(text.text);
        if (!range)
            out.push_back(problem_of(entry, "vulndb-range", text.line,
                                     fmt::format("\"{}\" is no range: {}", field, range.error().what), text.text));
        return range;
    };
    if (entry.collection == Collection::deps) {
        const Text versions = entry.text("versions");
        if (read("versions", versions) && versions.text.empty())
            out.push_back(problem_of(entry, "vulndb-unversioned", entry.root.line,
                                     "names no versions: not_affected is said of every version there is or will be"));
        return out;
    }
    const auto vulnerable = read("vulnerable_versions", entry.vulnerable());
    const auto patched = read("patched_versions", entry.patched());
    if (!vulnerable || !patched) return out;
    for (const std::string& fix : patched->starts())
        if (vulnerable->takes(fix))
            out.push_back(problem_of(entry, "vulndb-range-covers-fixed", entry.vulnerable().line,
                                     fmt::format("\"vulnerable_versions\" also takes {}, which is patched", fix),
                                     entry.vulnerable().text));
    return out;
}

std::vector<Problem> duplicate_problems(const Database& database) {
    std::map<std::pair<std::string, std::string>, std::vector<std::pair<const Entry*, int>>> places;
    for (const Entry& entry : database.entries) {
        const bool is_npm = entry.collection == Collection::npm;
        const std::string about = is_npm ? "npm " + entry.text("module_name").text : "";
        for (const Text& cve : entry.cves()) places[{cve.text, about}].emplace_back(&entry, cve.line);
    }
    std::vector<Problem> out;
    for (const auto& [id, found] : places) {
        for (size_t i = 1; i < found.size(); ++i) {
            const Entry& first = *found.front().first;
            const Entry& entry = *found[i].first;
            std::string what = &first == &entry ? fmt::format("{} stands twice in it", display(id.first))
                                                : fmt::format("{} is {} too", display(id.first), first.path);
            if (first.collection != entry.collection && &first != &entry)
                what += fmt::format(", and {} says that it does not concern the project",
                                    first.collection == Collection::deps ? first.path : entry.path);
            out.push_back(problem_of(entry, "vulndb-duplicate-cve", found[i].second, std::move(what)));
        }
    }
    return out;
}

}  // namespace ward::release::vulndb
