#include "judges/policy/lint.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/sri.h"
#include "judges/policy/normal.h"
#include "judges/policy/semantics.h"

namespace ward::policy {
namespace {

const LintRule& rule_of(std::string_view id) {
    const auto rules = lint_rules();
    return *std::ranges::lower_bound(rules, id, {}, &LintRule::id);
}

// The parts of a path that programs write to at run time.
constexpr auto cache_folders =
    std::to_array<std::string_view>({"/node_modules/.cache/", "/node_modules/.vite/", "/.vite/", "/node-compile-cache/",
                                     "/v8-compile-cache/", "/.cache/"});

struct Named {
    const Entry* entry = nullptr;
    std::string href;  // or scope name
    bool file = false;
};

class Linter {
  public:
    Linter(const Manifest& manifest, const Url& base) : manifest_(manifest), base_(base) {
        folder_ = base.href().substr(0, base.href().rfind('/') + 1);
    }
    std::vector<LintIssue> run();

  private:
    void say(std::string_view id, std::string_view key, uint32_t line, std::string what);
    void name_entries();
    void check_whole();
    void check_keys();
    void check_resource(const Named& named);
    void check_hashes(const Entry& entry);
    void check_scope(const Named& named);
    void check_common(const Named& named);
    void check_dependencies(std::string_view owner, uint32_t line, const Dependencies& dependencies);
    void check_target(std::string_view owner, const Dependency& dependency, const Target& target);
    void check_packages();
    void check_copies();

    bool is_covered(std::string_view href) const;
    bool is_broad(std::string_view scope) const;

    const Manifest& manifest_;
    const Url& base_;
    std::string folder_;
    std::vector<Named> resources_;
    std::vector<Named> scopes_;
    std::unordered_set<std::string> listed_;
    std::map<std::string_view, size_t> counts_;
    std::vector<LintIssue> issues_;
};

void Linter::say(std::string_view id, std::string_view key, uint32_t line, std::string what) {
    const size_t count = ++counts_[rule_of(id).id];
    if (count > max_lint_issues) return;
    if (count == max_lint_issues) what += "; more of this kind are not listed";
    issues_.push_back({.rule = &rule_of(id), .key = std::string(key), .what = std::move(what), .line = line});
}

void Linter::name_entries() {
    for (const Entry& entry : manifest_.resources) {
        const auto url = resource_url(entry.key, base_);
        if (!url) {
            say("bad-key", entry.key, entry.line, url.error().what);
            continue;
        }
        std::string href = one_spelling(*url).href();
        listed_.insert(href);
        resources_.push_back({.entry = &entry, .href = std::move(href), .file = url->scheme == "file"});
    }
    for (const Entry& entry : manifest_.scopes) {
        auto name = scope_name(entry.key, base_);
        if (!name) say("bad-key", entry.key, entry.line, name.error().what);
        else scopes_.push_back({.entry = &entry, .href = std::move(*name)});
    }
}

// Is there a scope around `href` that says anything of integrity?
bool Linter::is_covered(std::string_view href) const {
    return std::ranges::any_of(scopes_, [href](const Named& scope) {
        const std::string_view name = scope.href;
        if (name.empty() || (name.ends_with(':') && href.starts_with(name))) return true;
        return href.starts_with(name) &&
               (name.ends_with('/') || href.substr(name.size()).starts_with('/') || href == name);
    });
}

bool Linter::is_broad(std::string_view scope) const {
    if (scope.empty() || scope.ends_with(':') || scope == "file:///") return true;
    const std::string_view trimmed = scope.ends_with('/') ? scope.substr(0, scope.size() - 1) : scope;
    // A folder above the manifest's own holds other people's files.
    return trimmed.ends_with("/node_modules") ||
           (folder_.size() > scope.size() && folder_.starts_with(scope) && scope.ends_with('/'));
}

void Linter::check_whole() {
    if (manifest_.onerror == OnError::logs) say("onerror-log", "", manifest_.onerror_line, "\"onerror\": \"log\"");
    if (manifest_.onerror == OnError::invalid)
        say("invalid-field", "", manifest_.onerror_line, fmt::format("onerror is {}", display(manifest_.onerror_text)));
    if (manifest_.dependencies.kind == Dependencies::Kind::any)
        say("default-anything", "", manifest_.dependencies_line, "\"dependencies\": true");
    check_dependencies("", manifest_.dependencies_line, manifest_.dependencies);
    if (!manifest_.ward || !manifest_.ward->serial) say("no-serial", "", 0, "no ward.serial");
    for (const UnknownField& field : manifest_.unknown)
        say("unknown-field", "", field.line, fmt::format("\"{}\"", display(field.name)));
    if (!manifest_.ward) return;
    for (const UnknownField& field : manifest_.ward->unknown)
        say("unknown-field", "", field.line, fmt::format("\"ward.{}\"", display(field.name)));
}

void Linter::check_keys() {
    for (const Collision& collision : find_collisions(manifest_, base_, FileNames::folding)) {
        const bool everywhere = collision.alias < Alias::letter_case;
        say(everywhere ? "collision" : "folding-collision", collision.second, collision.second_line,
            fmt::format("the same as \"{}\" on line {}: {}", display(collision.first), collision.first_line,
                        name_of(collision.alias)));
    }
    for (const KeyProblem& problem : windows_problems(manifest_, base_))
        say("windows-name", problem.key, problem.line, problem.reason);
    for (const Named& named : resources_) {
        if (!named.file) continue;
        const auto path = path_of_file_url(*parse_url(named.href));
        if (path && !is_composed(*path))
            say("not-composed", named.entry->key, named.entry->line, "not in composed form");
    }
}

void Linter::check_common(const Named& named) {
    const Entry& entry = *named.entry;
    if (entry.cascade == Cascade::invalid)
        say("invalid-field", entry.key, entry.line, fmt::format("cascade is {}", display(entry.cascade_json)));
    if (entry.integrity.kind == Integrity::Kind::invalid)
        say("invalid-field", entry.key, entry.line, fmt::format("integrity is {}", display(entry.integrity.text)));
    if (entry.cascade == Cascade::yes && entry.integrity.kind != Integrity::Kind::absent &&
        entry.dependencies.kind == Dependencies::Kind::any)
        say("cascade-useless", entry.key, entry.line, "\"cascade\": true");
    for (const UnknownField& field : entry.unknown)
        say("unknown-field", entry.key, field.line, fmt::format("\"{}\"", display(field.name)));
    check_dependencies(entry.key, entry.line, entry.dependencies);
}

void Linter::check_hashes(const Entry& entry) {
    const std::string& text = entry.integrity.text;
    const auto hashes = parse_sri(text, SriReading::strict);
    if (!hashes) {
        const std::string lower = to_lower(text);
        const bool weak = lower.contains("sha1-") || lower.contains("md5-");
        say(weak ? "weak-hash" : "bad-hash", entry.key, entry.line, hashes.error().what);
        return;
    }
    const ShaAlgorithm first = hashes->front().algorithm;
    if (std::ranges::any_of(*hashes, [first](const SriHash& hash) { return hash.algorithm != first; }))
        say("mixed-hashes", entry.key, entry.line, fmt::format("{} hashes of several algorithms", hashes->size()));
}

void Linter::check_resource(const Named& named) {
    const Entry& entry = *named.entry;
    check_common(named);
    switch (entry.integrity.kind) {
        case Integrity::Kind::any: say("any-bytes", entry.key, entry.line, "\"integrity\": true"); break;
        case Integrity::Kind::hashes: check_hashes(entry); break;
        case Integrity::Kind::absent:
            if (entry.cascade != Cascade::yes)
                say("empty-entry", entry.key, entry.line, "neither integrity nor cascade");
            else if (!is_covered(named.href)) say("cascade-nowhere", entry.key, entry.line, "no scope around it");
            break;
        case Integrity::Kind::invalid: break;
    }
    if (!named.file) return;
    if (!named.href.starts_with(folder_)) {
        say("outside-folder", entry.key, entry.line, named.href);
        if (entry.dependencies.kind == Dependencies::Kind::any)
            say("outside-dependencies", entry.key, entry.line, "\"dependencies\": true");
    }
    for (const std::string_view cache : cache_folders)
        if (named.href.contains(cache)) {
            say("writable-cache", entry.key, entry.line, fmt::format("lies in {}", cache));
            break;
        }
}

void Linter::check_scope(const Named& named) {
    const Entry& entry = *named.entry;
    check_common(named);
    if (entry.integrity.kind == Integrity::Kind::hashes)
        say("invalid-field", entry.key, entry.line, "the integrity of a scope is true or absent");
    const bool anything = entry.integrity.kind == Integrity::Kind::any;
    const std::string scope = to_lower(named.href);
    if (anything && (scope.empty() || scope.starts_with("data:") || scope.starts_with("blob:")))
        say("code-in-urls", entry.key, entry.line, "\"integrity\": true");
    if (!is_broad(named.href)) return;
    if (anything) say("broad-scope", entry.key, entry.line, "\"integrity\": true");
    if (entry.dependencies.kind == Dependencies::Kind::any)
        say("broad-dependencies", entry.key, entry.line, "\"dependencies\": true");
}

void Linter::check_dependencies(std::string_view owner, uint32_t line, const Dependencies& dependencies) {
    if (dependencies.kind == Dependencies::Kind::invalid)
        say("invalid-field", owner, line, fmt::format("dependencies are {}", display(dependencies.text)));
    for (const Dependency& dependency : dependencies.entries) {
        if (dependency.key == "*") say("pattern-all", owner, dependency.line, "\"*\"");
        else if (dependency.key.ends_with('*'))
            say("pattern", owner, dependency.line, fmt::format("\"{}\"", display(dependency.key)));
        check_target(owner, dependency, dependency.target);
    }
}

void Linter::check_target(std::string_view owner, const Dependency& dependency, const Target& target) {
    for (const Condition& condition : target.conditions) check_target(owner, dependency, condition.target);
    if (target.kind == Target::Kind::invalid)
        say("invalid-field", owner, dependency.line,
            fmt::format("\"{}\" is {}", display(dependency.key), display(target.text)));
    if (target.kind != Target::Kind::url) return;
    const auto url = resource_url(target.text, base_);
    if (!url) {
        say("bad-key", owner, dependency.line,
            fmt::format("the target \"{}\" of \"{}\" is no URL", display(target.text), display(dependency.key)));
    } else if (url->scheme == "node") {
        if (!is_builtin("node:" + url->path))
            say("unknown-builtin", owner, dependency.line, fmt::format("\"{}\"", display(target.text)));
    } else if (const std::string href = one_spelling(*url).href(); !listed_.contains(href) && !is_covered(href)) {
        say("unlisted-target", owner, dependency.line,
            fmt::format("\"{}\" for \"{}\"", display(target.text), display(dependency.key)));
    }
}

// The folder of the package that `href` lies in; of files outside node_modules, the manifest's.
std::string package_folder(std::string_view href, std::string_view folder) {
    constexpr std::string_view modules = "/node_modules/";
    const size_t at = href.rfind(modules);
    if (at == std::string_view::npos) return std::string(folder);
    const size_t name = at + modules.size();
    size_t end = href.find('/', name);
    if (end != std::string_view::npos && (href.substr(name).starts_with('@') || href.substr(name).starts_with("%40")))
        end = href.find('/', end + 1);
    // A file that lies in node_modules itself belongs to no package.
    return end == std::string_view::npos ? std::string() : std::string(href.substr(0, end + 1));
}

void Linter::check_packages() {
    std::set<std::string> seen;
    for (const Named& named : resources_) {
        if (!named.file || !named.href.starts_with(folder_)) continue;
        const std::string folder = package_folder(named.href, folder_);
        if (folder.empty() || !seen.insert(folder).second) continue;
        const std::string wanted = folder + "package.json";
        if (!listed_.contains(wanted) && !is_covered(wanted))
            say("no-package-json", named.entry->key, named.entry->line,
                fmt::format("no entry for {}", display(wanted)));
    }
}

void Linter::check_copies() {
    std::unordered_map<std::string_view, std::pair<const Entry*, size_t>> first;
    for (const Named& named : resources_) {
        const Entry& entry = *named.entry;
        if (entry.integrity.kind != Integrity::Kind::hashes || entry.integrity.text.empty()) continue;
        ++first.try_emplace(entry.integrity.text, &entry, 0).first->second.second;
    }
    for (const Named& named : resources_) {
        const auto found = first.find(named.entry->integrity.text);
        if (found == first.end() || found->second.first != named.entry || found->second.second < 2) continue;
        say("duplicate-content", named.entry->key, named.entry->line,
            fmt::format("{} entries have its integrity", found->second.second));
    }
}

std::vector<LintIssue> Linter::run() {
    name_entries();
    check_whole();
    check_keys();
    for (const Named& named : resources_) check_resource(named);
    for (const Named& named : scopes_) check_scope(named);
    check_packages();
    check_copies();
    std::ranges::stable_sort(issues_, {}, [](const LintIssue& issue) { return std::pair(issue.line, issue.rule->id); });
    return std::move(issues_);
}

}  // namespace

std::vector<LintIssue> lint_manifest(const Manifest& manifest, const Url& base) {
    return Linter(manifest, base).run();
}

}  // namespace ward::policy
