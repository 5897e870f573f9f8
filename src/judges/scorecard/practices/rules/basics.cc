// What the project's page tells: what the software is, how to get it, how to take part.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t least_description_words = 5;

// The first line of prose: no heading, badge, quote mark, list or HTML tag.
std::optional<Evidence> first_prose(const Document& document) {
    static const re2::RE2 markup("^\\s*($|[#<>=\\-*_+|`~.\\[!]|\\d+\\.\\s|https?://)");
    size_t number = 0;
    for (const std::string_view line : split(document.text, '\n')) {
        ++number;
        if (re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), markup)) continue;
        if (split(trim(line), ' ').size() < least_description_words) continue;
        return Evidence{.path = document.path,
                        .line = static_cast<uint32_t>(number),
                        .text = std::string(trim(line).substr(0, 200))};
    }
    return std::nullopt;
}

Answer description_good(const Project& project) {
    const Document* readme_file = project.documents().first(readme);
    const auto found = first_of(
        {project.package_field("description"), readme_file == nullptr ? std::nullopt : first_prose(*readme_file)});
    if (!found) return unknown("no README with a sentence, and no description in package.json");
    return met("The project's page says what the software does.", {*found});
}

Answer interact(const Project& project) {
    static const re2::RE2 get(
        "(?i)\\b(install|download|npm i\\b|apt(-get)? install|cargo add|go get|pip install|brew "
        "install|releases?\\b|docker pull)");
    static const re2::RE2 feedback("(?i)\\b(issues?|bugs?|discussions?|mailing list|feature requests?|support)\\b");
    static const re2::RE2 contribute("(?i)\\bcontribut");
    const Documents& documents = project.documents();
    const auto got = documents.find(readme | building, get);
    const auto told = first_of({documents.find(readme | contributing, feedback), project.package_field("bugs")});
    const auto asked = documents.find(readme | contributing, contribute);
    std::vector<Evidence> seen = all_of({got, told, asked});
    if (got && told && asked)
        return met("The README tells how to get the software, give feedback and contribute.", std::move(seen));
    std::vector<std::string> missing;
    if (!got) missing.emplace_back("how to get it");
    if (!told) missing.emplace_back("how to give feedback");
    if (!asked) missing.emplace_back("how to contribute");
    return unknown("not told in README or CONTRIBUTING: " + join(missing, "; "), std::move(seen));
}

Answer contribution(const Project& project) {
    static const re2::RE2 process(
        "(?i)\\b(pull[- ]requests?|merge requests?|patch(es)?\\b|\\bPRs?\\b|gerrit|send (us )?a patch)");
    const auto found = project.documents().find(contributing, process);
    if (found) return met("The contribution guide explains how changes are proposed.", {*found});
    static const re2::RE2 section("(?i)^#+\\s.*contribut");
    const auto heading = project.documents().find(readme, section);
    const auto way = project.documents().find(readme, process);
    if (heading && way) return met("The README explains how changes are proposed.", {*heading, *way});
    return unknown("no contribution guide that tells how changes are proposed", all_of({heading, way}));
}

Answer contribution_requirements(const Project& project) {
    static const re2::RE2 demand(
        "(?i)(coding (style|standard|convention)|style guide|\\blint(er|ing)?\\b|commit "
        "(message|guideline)|sign(ed)?-off|"
        "developer.s certificate|\\b(add|include|write|run|pass(es)?)\\b.{0,40}\\btests?\\b|"
        "conventional commits|code format|clang-format|gofmt|rustfmt|prettier)");
    const auto found = project.documents().find(contributing, demand);
    if (found) return met("The contribution guide says what an acceptable contribution has to meet.", {*found});
    return unknown("no contribution guide that says what a contribution has to meet");
}

Answer discussion(const Project& project) {
    static const re2::RE2 places(
        "(?i)(/issues\\b|/discussions\\b|mailing list|lists\\.[\\w.-]+|discourse|groups\\.google)");
    const auto told = project.documents().find(readme | contributing, places);
    if (project.is_on_forge())
        return met("Issues and proposals on the forge are public, can be searched and have addresses.",
                   all_of({project.address()->from, told}));
    if (told) return met("The documentation names a public place for discussions.", {*told});
    return unknown("no place for discussions is named");
}

Answer sites_https(const Project& project) {
    const auto homepage = project.package_field("homepage");
    if (homepage && homepage->text.starts_with("http://"))
        return unknown("the home page is named with http:// in the manifest", {*homepage});
    if (!project.address()) return unknown("no address of repository or home page was found");
    return met("Every address that the project gives for itself is HTTPS.",
               all_of({project.address()->from, homepage}));
}

Answer english(const Project& project) {
    const Document* document = project.documents().first(readme);
    if (document == nullptr) return unknown("there is no README");
    // Function words make up a third of English prose, and are no words of its neighbours.
    constexpr std::string_view common[] = {"the",  "and",  "of",  "to",  "is", "for", "with",
                                           "this", "that", "are", "you", "it", "be",  "can"};
    constexpr size_t least_words = 40;
    constexpr size_t share = 20;       // one in so many
    constexpr size_t looked_at = 600;  // lists of people come later
    size_t words = 0;
    size_t hits = 0;
    std::string word;
    for (const char c : document->text + ' ') {
        if (is_alpha(c)) {
            word += to_lower(c);
            continue;
        }
        if (!word.empty() && ++words > looked_at) break;
        if (std::ranges::find(common, word) != std::end(common)) ++hits;
        word.clear();
    }
    if (words < least_words || hits * share < words)
        return unknown("the README has too little English prose to tell", {{.path = document->path}});
    return met(
        "The README is in English.",
        {{.path = document->path, .text = fmt::format("{} of {} words are English function words", hits, words)}});
}

Answer documentation_basics(const Project& project) {
    static const re2::RE2 section(
        "(?i)^(#+|=+)\\s.*\\b(usage|install(ation|ing)?|getting started|quick ?start|examples?|how "
        "to|tutorial|configuration|documentation|download)\\b");
    static const re2::RE2 any("(?m)\\S");
    const auto heading = project.documents().find(readme | building, section);
    const auto page = project.documents().find(pages, any);
    std::vector<Evidence> seen = all_of({heading, page});
    if (seen.empty()) return unknown("no documentation folder, and no section on use in the README");
    return met("There is documentation for users.", std::move(seen));
}

Answer documentation_interface(const Project& project) {
    static const re2::RE2 folder(
        "(?i)(^|/)(docs?|documentation)/(.*/)?(api|reference|ref|interface|cli|commands?|options|man)([/._-]|$)|^man/");
    static const re2::RE2 heading(
        "(?i)^(#+|=+)\\s.*\\b(api|reference|options|commands?|usage|methods|interface|cli|inputs|parameters|properties|"
        "functions)\\b");
    const auto page = project.documents().named(all_kinds, folder);
    const auto section = project.documents().find(readme | pages, heading);
    const auto found = first_of({page, section});
    if (!found) return unknown("no reference pages were found");
    return met("The external interface is described.", all_of({page, section}));
}

Answer documentation_quick_start(const Project& project) {
    static const re2::RE2 heading(
        "(?i)^(#+|=+)\\s.*\\b(quick ?-?start|getting started|get started|usage|examples?|tutorial)\\b");
    static const re2::RE2 page("(?i)(quick-?start|getting-?started|tutorial)");
    const auto found = first_of({project.documents().find(readme, heading), project.documents().named(pages, page)});
    if (!found) return unknown("no quick start was found");
    return met("A first use is shown to newcomers.", {*found});
}

Answer documentation_achievements(const Project& project) {
    static const re2::RE2 badge("(bestpractices\\.(coreinfrastructure\\.org|dev)/.*projects/\\d+)");
    const auto found = project.documents().find(readme, badge);
    if (!found) return unknown("the README links no Best Practices badge");
    return met("The README shows the Best Practices badge and links it.", {*found});
}

constexpr Rule basics_rules[] = {
    {"description_good", description_good},
    {"interact", interact},
    {"contribution OSPS-GV-03.01", contribution},
    {"contribution_requirements OSPS-GV-03.02", contribution_requirements},
    {"discussion OSPS-GV-02.01", discussion},
    {"sites_https OSPS-BR-03.01", sites_https},
    {"english", english},
    {"documentation_basics OSPS-DO-01.01", documentation_basics},
    {"documentation_interface OSPS-SA-02.01", documentation_interface},
    {"documentation_quick_start", documentation_quick_start},
    {"documentation_achievements", documentation_achievements},
};

}  // namespace

WARD_RULES(basics) = {.name = "basics", .rules = basics_rules};

}  // namespace ward::scorecard::practices
