#include "actions/release/replay/post_differences.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/replay/post_text.h"
#include "base/text.h"
#include "base/time.h"

namespace ward::release {
namespace {

constexpr std::string_view heading_form = "TITLE (CVE) - (rating)";

// Two lists of words that have the same ones.
bool is_reordered(std::string_view ours, std::string_view published) {
    auto a = split(ours, ' ');
    auto b = split(published, ' ');
    std::ranges::sort(a);
    std::ranges::sort(b);
    return a == b;
}

// A title without what its forms differ in: commas, and the letters behind a day's number.
std::string title_words(std::string_view title) {
    std::vector<std::string> out;
    for (std::string_view word : split(title, ' ')) {
        while (word.ends_with(',')) word.remove_suffix(1);
        for (const std::string_view ending : {"st", "nd", "rd", "th"})
            if (word.size() > 2 && is_digit(word[word.size() - 3]) && word.ends_with(ending)) word.remove_suffix(2);
        if (!word.empty()) out.push_back(to_lower(word));
    }
    return join(out, " ");
}

// "all users using the permission model" as "users of the permission model".
std::string concerned_words(std::string_view text) {
    std::string out = to_lower(text);
    for (const std::string_view word : {"using", "employing", "with"})
        out = replace_all(out, fmt::format("users {} ", word), "users of ");
    if (out.starts_with("all ") && out != "all users") out.erase(0, 4);
    return out;
}

// "A, B and C" as a set of small names.
std::set<std::string> names_in(std::string_view people) {
    const std::string lines = replace_all(replace_all(to_lower(people), " and ", "\n"), ", ", "\n");
    std::set<std::string> out;
    for (const std::string_view name : split(lines, '\n')) out.emplace(trim(name));
    return out;
}

// The rating is the last word in parentheses.
std::string lower_rating(const std::string& heading) {
    const size_t open = heading.rfind('(');
    if (open == std::string::npos) return heading;
    return heading.substr(0, open) + to_lower(heading.substr(open));
}

class Comparison {
  public:
    Comparison(std::string_view release, const PublishedPost& ours, const PublishedPost& published,
               std::string_view file)
        : release_(release), ours_(ours), published_(published), file_(file) {}

    std::vector<Difference> compare() {
        front();
        lines();
        downloads();
        dependencies();
        announced();
        reports();
        other_headings();
        return std::move(found_);
    }

  private:
    static ReasonedRuling policy(std::string reason) { return {Ruling::policy, std::move(reason)}; }

    void add(std::string field, std::string of, std::string ours, std::string published, int line,
             ReasonedRuling judgement = {}) {
        if (ours == published) return;
        found_.push_back({.release = release_,
                          .artefact = Artefact::post,
                          .field = std::move(field),
                          .of = std::move(of),
                          .ours = std::move(ours),
                          .published = std::move(published),
                          .ruling = judgement.ruling,
                          .reason = std::move(judgement.reason),
                          .place = line == 0 ? file_ : fmt::format("{}:{}", file_, line)});
    }

    static std::string value(const PublishedPost& post, const std::string& key) {
        const auto found = post.matter.find(key);
        return found == post.matter.end() ? std::string() : found->second;
    }

    void front() {
        for (const std::string key : {"title", "date", "author", "slug"}) {
            const std::string ours = value(ours_, key);
            const std::string published = value(published_, key);
            ReasonedRuling judgement;
            if (key == "title" && title_words(ours) == title_words(published))
                judgement = policy("the same day in another form");
            if (key == "author") judgement = policy("posts have the author that the project's file names");
            if (key == "date") {
                const auto instant = parse_instant(ours);
                if (instant && instant == parse_instant(published)) judgement = policy("the same second");
            }
            add(key, "", ours, published, 0, std::move(judgement));
        }
    }

    void lines() {
        const std::string ours = join(ours_.lines, " ");
        const std::string published = join(published_.lines, " ");
        ReasonedRuling judgement;
        if (is_reordered(ours, published)) judgement = policy("the same lines in another order");
        add("lines", "", ours, published, published_.lines_line, std::move(judgement));
    }

    void downloads() {
        const std::string ours = ours_.downloaded();
        const std::string published = published_.downloaded();
        ReasonedRuling judgement;
        if (published.empty()) judgement = policy("the post has no list of downloads");
        else if (is_reordered(ours, published)) judgement = policy("the same versions in another order");
        add("downloads", "", ours, published, published_.downloads.empty() ? 0 : published_.downloads.front().line,
            std::move(judgement));
    }

    void dependencies() {
        for (const auto& [name, ours] : ours_.dependencies) {
            const auto found = published_.dependencies.find(name);
            if (found == published_.dependencies.end()) {
                add("dependency", name, ours.text(), "", 0,
                    published_.dependencies.empty() ? policy("the post has no list of dependencies")
                                                    : ReasonedRuling{});
                continue;
            }
            const PostDependency& published = found->second;
            ReasonedRuling judgement;
            if (published.versions.empty() && published.lines == ours.lines)
                judgement = policy("the post names no version");
            add("dependency", name, ours.text(), published.text(), published.line, std::move(judgement));
        }
        for (const auto& [name, published] : published_.dependencies)
            if (!ours_.dependencies.contains(name)) add("dependency", name, "", published.text(), published.line);
    }

    // The worst rating among the sections of a line.
    static std::string worst_section(const PublishedPost& post, const std::string& line) {
        std::string ratings;
        for (const PostReport& report : post.reports)
            if (std::ranges::find(report.lines, line) != report.lines.end()) (ratings += ' ') += report.rating;
        return worst_rating(ratings);
    }

    void announced() {
        std::set<std::string> lines;
        for (const auto* post : {&ours_, &published_})
            for (const auto& [line, rating] : post->announced) lines.insert(line);
        const auto of = [](const PublishedPost& post, const std::string& line) {
            const auto found = post.announced.find(line);
            return found == post.announced.end() ? std::string() : found->second;
        };
        for (const std::string& line : lines) {
            const std::string ours = of(ours_, line);
            const std::string published = of(published_, line);
            ReasonedRuling judgement;
            if (published_.announced.empty()) judgement = policy("the announcement rates no line");
            else if (!ours.empty() && worst_section(published_, line) == ours)
                judgement = {Ruling::ours_right, "the post's own sections say " + ours};
            add("announced rating", line, ours, published, published_.impact_line, std::move(judgement));
        }
    }

    void reports() {
        std::vector<std::string> ours;
        std::vector<std::string> published;
        for (const PostReport& report : ours_.reports) {
            const PostReport* other = published_.report(report.cve);
            if (other == nullptr) {
                add("section", report.cve, report.heading, "", 0);
                continue;
            }
            ours.push_back(report.cve);
            compare(report, *other);
        }
        for (const PostReport& report : published_.reports) {
            if (ours_.report(report.cve) == nullptr) add("section", report.cve, "", report.heading, report.line);
            else published.push_back(report.cve);
        }
        ReasonedRuling order = policy("ward sorts by severity, then by CVE id");
        if (!is_reordered(join(ours, " "), join(published, " "))) order = {};
        add("order of sections", "", join(ours, " "), join(published, " "), 0, std::move(order));
        if (!capitals_.empty())
            add("rating's case in headings", join(capitals_, " "), "(high)", "(High)", 0,
                policy("ward writes ratings small"));
        if (!forms_.empty())
            add("form of headings", join(forms_, " "), std::string(heading_form), "another", 0,
                policy("title, id and rating are the same"));
    }

    void compare(const PostReport& ours, const PostReport& published) {
        const std::string& of = ours.cve;
        add("rating", of, ours.rating, published.rating, published.line);
        ReasonedRuling lines;
        if (published.lines.empty()) lines = policy("the section names no line");
        add("lines of a report", of, join(ours.lines, " "), join(published.lines, " "), published.line,
            std::move(lines));
        add("who is concerned", of, ours.concerns, published.concerns, published.line,
            concerned(ours.concerns, published));
        people("reporters", of, ours.reporters, published.reporters, published.line);
        people("fixers", of, ours.fixers, published.fixers, published.line);
        heading(ours, published);
    }

    static ReasonedRuling concerned(const std::string& ours, const PostReport& published) {
        if (published.concerns.empty()) return policy("the section does not say whom it concerns");
        if (concerned_words(ours) == concerned_words(published.concerns)) return policy("in other words");
        if (published.concerns != "all users") return {};
        for (const std::string_view platform :
             {"AIX", "Android", "FreeBSD", "Linux", "OpenBSD", "SmartOS", "Windows", "macOS"})
            if (ours == fmt::format("all {} users", platform) &&
                (published.text.contains(platform) || published.title.contains(platform)))
                return {Ruling::ours_right, fmt::format("the section itself speaks of {}", platform)};
        return {};
    }

    void people(const std::string& field, const std::string& of, const std::string& ours, const std::string& published,
                int line) {
        ReasonedRuling judgement;
        if (published.empty()) judgement = policy("the section thanks nobody for it");
        else if (names_in(ours) == names_in(published)) judgement = policy("the same people in another spelling");
        add(field, of, ours, published, line, std::move(judgement));
    }

    void heading(const PostReport& ours, const PostReport& published) {
        if (ours.heading == published.heading) return;
        if (ours.heading == lower_rating(published.heading)) capitals_.push_back(ours.cve);
        else if (ours.title == published.title) forms_.push_back(ours.cve);
        else {
            ReasonedRuling judgement;
            if (plain_line(ours.title) == plain_line(published.title)) judgement = policy("the same title as text");
            add("heading", ours.cve, ours.heading, published.heading, published.line, std::move(judgement));
        }
    }

    void other_headings() {
        const auto has = [](const PublishedPost& post, const std::string& heading) {
            return std::ranges::any_of(post.other_headings, [&](const auto& one) { return one.first == heading; });
        };
        for (const auto& [heading, line] : ours_.other_headings)
            if (!has(published_, heading)) add("other heading", "", heading, "", 0, policy("another heading"));
        for (const auto& [heading, line] : published_.other_headings)
            if (!has(ours_, heading)) add("other heading", "", "", heading, line, policy("another heading"));
    }

    const std::string release_;
    const PublishedPost& ours_;
    const PublishedPost& published_;
    const std::string file_;
    std::vector<Difference> found_;
    std::vector<std::string> capitals_;
    std::vector<std::string> forms_;
};

}  // namespace

std::vector<Difference> compare_posts(std::string_view release, const PublishedPost& ours,
                                      const PublishedPost& published, std::string_view file) {
    return Comparison(release, ours, published, file).compare();
}

}  // namespace ward::release
