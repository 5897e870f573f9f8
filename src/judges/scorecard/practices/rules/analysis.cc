// Warnings, linters, static and dynamic analysis.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

const re2::RE2& linter_file() {
    static const re2::RE2 pattern(
        "^(\\.eslintrc(\\..*)?|eslint\\.config\\..*|biome\\.jsonc?|\\.golangci\\.ya?ml|\\.golangci\\.toml|\\.flake8|"
        "ruff\\.toml|\\.ruff\\.toml|\\.pylintrc|\\.clang-tidy|clippy\\.toml|\\.clippy\\.toml|\\.rubocop\\.yml|\\."
        "cpplint|phpcs\\.xml|\\.jshintrc|tslint\\.json|\\.swiftlint\\.yml|\\.pre-commit-config\\.yaml|checkstyle\\.xml)"
        "$");
    return pattern;
}
const re2::RE2& linter_package() {
    static const re2::RE2 pattern(
        "(eslint|neostandard|standard|semistandard|xo|@biomejs/biome|oxlint|jshint|tslint|@bfra\\.me/eslint.*)");
    return pattern;
}
const re2::RE2& linter_run() {
    static const re2::RE2 pattern(
        "(?i)(\\b(es|ts|js|cpp|py|golangci-|swift)?lint(er|ing)?\\b|\\beslint\\b|golangci|clippy|flake8|\\bruff\\b|pre-"
        "commit|clang-tidy|rubocop|\\bstandard\\b|biome|staticcheck|go vet|\\bxo\\b)");
    return pattern;
}
const re2::RE2& build_settings() {
    static const re2::RE2 pattern(
        "^(CMakeLists\\.txt|Makefile|GNUmakefile|configure\\.ac|configure|configure\\.py|meson\\.build|common\\.gypi|"
        "binding\\.gyp|\\w+\\.gyp|Makefile\\.(am|in)|BUILD\\.gn|Cargo\\.toml|build\\.gradle|tsconfig\\.json|"
        "pyproject\\.toml|\\.bazelrc)$");
    return pattern;
}

std::optional<Evidence> linter(const Project& project) {
    return first_of({project.root_file(linter_file()), project.package_dependency(linter_package())});
}

Answer warnings(const Project& project) {
    static const re2::RE2 flag(
        "(-Wall|-Weverything|/W[34]\\b|warning_level|\"strict\"\\s*:\\s*true|\\[tool\\.(ruff|pylint|mypy))");
    const auto flags = project.root_line(build_settings(), flag);
    const auto found = first_of({flags, linter(project), project.step(linter_run(), Trigger::any)});
    if (!found) return unknown("neither warning flags nor a linter were recognised");
    return met("Warning flags or a linter are in use.",
               all_of({flags, linter(project), project.step(linter_run(), Trigger::any)}));
}

Answer warnings_fixed(const Project& project) {
    static const re2::RE2 error("(-Werror\\b|--werror|/WX\\b|-D warnings|deny\\(warnings\\)|--max-warnings[= ]0)");
    const auto step = first_of({project.step(linter_run(), Trigger::change), project.other_ci(linter_run()),
                                project.root_line(build_settings(), error)});
    if (step) return met("A change with warnings fails in continuous integration.", {*step});
    return unknown("no pipeline that fails on warnings was recognised", all_of({linter(project)}));
}

Answer warnings_strict(const Project& project) {
    static const re2::RE2 strict(
        "(-Wextra|-Werror\\b|-Wpedantic|-pedantic|-Weverything|\"strict\"\\s*:\\s*true|/WX\\b|-D "
        "warnings|warnings_as_errors|werror=true)");
    static const re2::RE2 run(
        "(--max-warnings[= ]0|-D warnings|-Werror\\b|--werror|\\bneostandard\\b|\\bstandard\\b|--strict\\b)");
    const auto found = first_of({project.root_line(build_settings(), strict), project.step(run, Trigger::any)});
    if (found) return met("Warnings are strict.", {*found});
    return unknown("no strict settings were recognised", all_of({linter(project)}));
}

Answer coding_standards(const Project& project) {
    static const re2::RE2 style(
        "(?i)(style guide|coding (style|standard|convention)s?|code "
        "style|clang-format|gofmt|rustfmt|prettier|eslint|standard ?js|\\bPEP ?8\\b|\\blint)");
    static const re2::RE2 page("(?i)(style-?_?guide|coding-?_?(style|standard))");
    const auto found =
        first_of({project.documents().named(all_kinds, page), project.documents().find(contributing, style)});
    if (found) return met("The guide for contributions names the style.", all_of({found, linter(project)}));
    return unknown("no guide for contributions names a style", all_of({linter(project)}));
}

Answer coding_standards_enforced(const Project& project) {
    static const re2::RE2 format(
        "(?i)(clang-format|gofmt|rustfmt|cargo fmt|prettier|format[:-]check|check[:-]format|\\bblack\\b)");
    const auto found = first_of({project.step(linter_run(), Trigger::change), project.step(format, Trigger::change),
                                 project.other_ci(linter_run())});
    if (found) return met("A tool enforces the style on each change.", {*found});
    return unknown("no pipeline that enforces a style was recognised", all_of({linter(project)}));
}

// Beyond compilers and linters of style.
const re2::RE2& analyser() {
    static const re2::RE2 pattern(
        "(?i)(codeql|semgrep|sonar(cloud|qube|source)|coverity|scan-build|clang-tidy|cppcheck|\\binfer\\b|gosec|"
        "\\bbandit\\b|brakeman|spotbugs|pysa|snyk.*code|devskim|govulncheck|staticcheck|golangci|zizmor|clippy|psalm|"
        "phpstan|\\bmypy\\b|njsscan|codacy|deepsource)");
    return pattern;
}
const re2::RE2& vulnerability_analyser() {
    static const re2::RE2 pattern(
        "(?i)(codeql|semgrep|sonar(cloud|qube|source)|coverity|gosec|\\bbandit\\b|brakeman|spotbugs|pysa|snyk.*code|"
        "devskim|njsscan|zizmor)");
    return pattern;
}

// A page of the guide on its own subject; the analyser may run elsewhere than in a workflow.
std::optional<Evidence> analysis_page(const Project& project) {
    static const re2::RE2 page("(?i)static[-_]?analysis");
    return project.documents().named(contributing | pages, page);
}

Answer static_analysis(const Project& project) {
    if (const auto step = project.step(analyser(), Trigger::any))
        return met("A static analyser is applied to the code.", {*step});
    if (const CheckResult* check = project.check("SAST"); check != nullptr && check->score > 0)
        return met("A static analyser is applied to the code.", {Project::evidence_of(*check)});
    if (const auto page = analysis_page(project))
        return met("The guide describes the static analysis that is made.", {*page});
    return unknown("no static analyser was recognised in the pipelines; a linter of style is none",
                   all_of({project.documents().find(guides | security, analyser()), linter(project)}));
}

Answer static_vulnerabilities(const Project& project) {
    if (const auto step = project.step(vulnerability_analyser(), Trigger::any))
        return met("The analyser looks for common vulnerabilities.", {*step});
    return unknown("no analyser that looks for vulnerabilities was recognised",
                   all_of({project.documents().find(guides | security, vulnerability_analyser())}));
}

Answer static_often(const Project& project) {
    if (const auto step = project.step(analyser(), Trigger::regular))
        return met("Static analysis runs on changes or by the clock.", {*step});
    return unknown("no pipeline that runs an analyser regularly was recognised");
}

const re2::RE2& detector() {
    static const re2::RE2 pattern(
        "(?i)(-fsanitize|\\basan\\b|ubsan|tsan\\b|msan\\b|addresssanitizer|valgrind|enable-asan|sanitizers?\\b|"
        "\\bmiri\\b)");
    return pattern;
}

std::optional<Evidence> fuzzing(const Project& project) {
    static const re2::RE2 run(
        "(?i)(oss-fuzz|clusterfuzzlite|cifuzz|\\bfuzz(ing|er)?\\b|libfuzzer|jazzer|jsfuzz|honggfuzz|afl-)");
    if (project.forge() != nullptr && project.forge()->in_oss_fuzz.value_or(false))
        return forge_fact("OSS-Fuzz has the project");
    // The check counts fuzzers of vendored code too; those are other people's.
    if (const CheckResult* check = project.check("Fuzzing"); check != nullptr && check->score > 0) {
        Evidence found = Project::evidence_of(*check);
        if (found.path.empty() || project.facts().tree().vendored_root(found.path).empty()) return found;
    }
    static const re2::RE2 file(
        "(?i)((^|/)fuzz(ing|ers?)?/|[_-]fuzz(er)?\\.(c|cc|cpp|js|mjs|go|rs|py)$|/fuzz_[^/"
        "]*\\.(c|cc|cpp|js|go|rs|py)$)");
    return first_of({project.step(run, Trigger::any), project.own_file(file)});
}

std::optional<Evidence> detection(const Project& project) {
    return first_of({project.step(detector(), Trigger::any), project.other_ci(detector())});
}

Answer dynamic_analysis(const Project& project) {
    const auto found = first_of({fuzzing(project), detection(project)});
    if (found)
        return met("A fuzzer or a sanitizer is applied to the code.", all_of({fuzzing(project), detection(project)}));
    static const re2::RE2 settings_line("(?i)(-fsanitize|enable[-_]asan|sanitize)");
    return unknown(
        "neither fuzzers nor sanitizers were recognised",
        all_of({project.root_line(build_settings(), settings_line), project.documents().find(guides, detector())}));
}

Answer dynamic_unsafe(const Project& project) {
    if (!project.unsafe_source()) {
        if (project.own_files().empty()) return unknown("the tree has no files");
        return not_applicable("The project has no source in a language that is unsafe with memory.",
                              {{.text = fmt::format("none of the project's {} files is C, C++ or Objective-C",
                                                    project.own_files().size()),
                                .source = "tree"}});
    }
    if (const auto found = detection(project))
        return met("Code in an unsafe language runs under a detector of memory errors.",
                   {*found, *project.unsafe_source()});
    return unknown("there is unsafe source, and no detector of memory errors was recognised in a pipeline",
                   all_of({project.root_line(build_settings(), detector()), project.unsafe_source()}));
}

Answer assertions(const Project& project) {
    static const re2::RE2 debug(
        "(?i)(--debug\\b|CMAKE_BUILD_TYPE=Debug|_GLIBCXX_ASSERTIONS|ENABLE_ASSERTIONS|enable-debug|--enable-assertions|"
        "\\bdebug build|profile\\.test)");
    if (const auto found = first_of({project.step(debug, Trigger::any), project.other_ci(debug)}))
        return met("Tests run in a configuration with assertions.", {*found});
    static const re2::RE2 package("(tap|chai|should|expect|@types/chai|power-assert)");
    return unknown("no configuration that enables assertions was recognised",
                   all_of({project.package_dependency(package)}));
}

Answer blocked_weaknesses(const Project& project) {
    return unknown("that findings block a change is a setting of the branch",
                   all_of({project.step(analyser(), Trigger::proposal)}));
}

Answer blocked_dependencies(const Project& project) {
    static const re2::RE2 review(
        "(?i)(dependency-review-action|osv-scanner|audit-ci|npm audit|cargo[- ]deny|govulncheck)");
    if (const auto found = project.step(review, Trigger::proposal))
        return met("Proposed changes fail where they bring in vulnerable dependencies.", {*found});
    return unknown("no pipeline that checks the dependencies of proposed changes was recognised");
}

Answer hardening(const Project& project) {
    static const re2::RE2 flags(
        "(-fstack-protector|_FORTIFY_SOURCE|-Wl,-z,(relro|now)|-fPIE\\b|-fcf-protection|-fstack-clash-protection|/"
        "guard:cf|POSITION_INDEPENDENT_CODE)");
    if (const auto found = project.root_line(build_settings(), flags))
        return met("The build uses hardening flags.", {*found});
    return unknown("no hardening flags were recognised in the build files of the first folder");
}

constexpr Rule analysis_rules[] = {
    {"warnings", warnings},
    {"warnings_fixed", warnings_fixed},
    {"warnings_strict", warnings_strict},
    {"coding_standards", coding_standards},
    {"coding_standards_enforced", coding_standards_enforced},
    {"static_analysis", static_analysis},
    {"static_analysis_common_vulnerabilities", static_vulnerabilities},
    {"static_analysis_often", static_often},
    {"dynamic_analysis", dynamic_analysis},
    {"dynamic_analysis_unsafe", dynamic_unsafe},
    {"dynamic_analysis_enable_assertions", assertions},
    {"hardening", hardening},
    {"OSPS-VM-05.03", blocked_dependencies},
    {"OSPS-VM-06.02", blocked_weaknesses},
};

}  // namespace

WARD_RULES(analysis) = {.name = "analysis", .rules = analysis_rules};

}  // namespace ward::scorecard::practices
