// See project.h.
#include "judges/scorecard/practices/project.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/practices/build_files.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t max_manifest_bytes = 4u << 20;

bool matches(std::string_view text, const re2::RE2& pattern) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

// "https://github.com/owner/name" of the forms that manifests and links have; empty for anything else.
std::string web_address(std::string_view text) {
    static const re2::RE2 shorthand("^(?:(github|gitlab|bitbucket):)?([\\w.-]+/[\\w.-]+)$");
    static const re2::RE2 whole(
        "(?:(?:git\\+)?(?:https?|ssh|git)://(?:git@)?|git@)((?:github|gitlab|codeberg|bitbucket)\\.(?:com|org))"
        "[/:]([\\w.-]+/[\\w.-]+)");
    const re2::StringPiece subject(text.data(), text.size());
    std::string host;
    std::string name;
    if (re2::RE2::PartialMatch(subject, whole, &host, &name)) {
        if (name.ends_with(".git")) name.resize(name.size() - std::string_view(".git").size());
        return fmt::format("https://{}/{}", host, name);
    }
    if (!re2::RE2::PartialMatch(subject, shorthand, &host, &name)) return {};
    if (host.empty()) host = "github";
    return fmt::format("https://{}.{}/{}", host, host == "bitbucket" ? "org" : "com", name);
}

bool is_change(std::string_view event) {
    constexpr std::array<std::string_view, 5> names{"push", "pull_request", "pull_request_target", "merge_group",
                                                    "workflow_call"};
    return std::ranges::find(names, event) != names.end();
}

bool starts(const workflow::Workflow& file, Trigger trigger) {
    return trigger == Trigger::any || std::ranges::any_of(file.on, [&](const workflow::Event& event) {
               const std::string_view name = event.name.value;
               if (trigger == Trigger::proposal && name == "push") return false;
               return is_change(name) || (trigger == Trigger::regular && event.kind == workflow::EventKind::schedule);
           });
}

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

Project Project::look_at(const Facts& facts, std::span<const CheckResult> checks, Refs refs,
                         std::string_view repository) {
    Project out;
    out.facts_ = &facts;
    out.checks_ = checks;
    out.refs_ = std::move(refs);
    out.documents_ = Documents::read(facts.tree());
    out.builds_ = find_builds(facts.tree());
    if (const auto text = facts.tree().read("package.json", max_manifest_bytes))
        if (auto parsed = parse_json(*text, "package.json"); parsed && parsed->is_table())
            out.package_ = std::move(*parsed);
    out.find_own_files();
    out.find_address(repository);
    return out;
}

void Project::find_address(std::string_view repository) {
    if (forge() != nullptr) {
        address_ = {fmt::format("https://{}/{}", forge()->host, forge()->name),
                    forge_fact(fmt::format("the repository is {}/{}", forge()->host, forge()->name))};
        return;
    }
    if (!repository.empty()) {
        const size_t scheme = repository.find("://");
        const std::string url =
            fmt::format("https://{}", scheme == std::string_view::npos ? repository : repository.substr(scheme + 3));
        address_ = {url, {.text = "named as " + std::string(repository), .source = "caller"}};
        return;
    }
    if (const Node* field = package() == nullptr ? nullptr : package()->find("repository")) {
        const Node* url = field->is_table() ? field->find("url") : field;
        const std::string address = url != nullptr && url->is_string() ? web_address(url->text) : std::string();
        if (!address.empty()) {
            address_ = {address, {.path = "package.json", .line = static_cast<uint32_t>(url->line), .text = url->text}};
            return;
        }
    }
    // Links to one's own tracker, pages or workflows are the surest ones of a README.
    static const re2::RE2 own(
        "https://(?:github|gitlab|codeberg)\\.(?:com|org)/[\\w.-]+/[\\w.-]+/(?:-/)?"
        "(?:issues|actions|workflows|releases|discussions|pulls|merge_requests)\\b");
    if (auto line = documents_.find(readme | contributing | security, own)) {
        re2::StringPiece match;
        re2::StringPiece subject(line->text);
        if (own.Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, &match, 1)) {
            const std::string address = web_address({match.data(), match.size()});
            if (!address.empty()) address_ = {address, *line};
        }
    }
}

void Project::find_own_files() {
    static const re2::RE2 unsafe_name("(?i)\\.(c|cc|cpp|cxx|c\\+\\+|m|mm)$");
    static const re2::RE2 data("(?i)(^|/)(fixtures?|testdata|test-data|__snapshots__|node_modules|dist|vendor)/");
    for (const TreeFile& file : facts_->files()) {
        if (!facts_->tree().vendored_root(file.path).empty() || is_test_data(file.path) || matches(file.path, data))
            continue;
        own_.push_back(&file);
        if (unsafe_ || !matches(file.path, unsafe_name)) continue;
        if (inventory::Tree::scope_of(file.path) == Scope::runtime) unsafe_ = Evidence{.path = std::string(file.path)};
    }
}

bool Project::is_on_forge() const {
    static const re2::RE2 forges("^https://(?:www\\.)?(github\\.com|gitlab\\.com|codeberg\\.org|bitbucket\\.org)/");
    return address_ && (forge() != nullptr || matches(address_->url, forges));
}

const CheckResult* Project::check(std::string_view name) const {
    const auto found = std::ranges::find(checks_, name, &CheckResult::check);
    return found == checks_.end() || found->score == inconclusive ? nullptr : &*found;
}

Evidence Project::evidence_of(const CheckResult& result) {
    for (const Detail& detail : result.details)
        if (detail.location && !detail.location->path.empty() && detail.level != Detail::Level::debug)
            return {.path = detail.location->path,
                    .line = detail.location->line,
                    .text = fmt::format("{}: {}", result.check, detail.text)};
    return {.text = fmt::format("{} {}/10: {}", result.check, result.score, result.reason), .source = "check"};
}

std::optional<Evidence> Project::package_field(std::string_view key) const {
    const Node* field = package() == nullptr ? nullptr : package()->find(key);
    if (field == nullptr || !field->is_string() || trim(field->text).empty()) return std::nullopt;
    return Evidence{.path = "package.json", .line = static_cast<uint32_t>(field->line), .text = field->text};
}

std::optional<Evidence> Project::package_script(std::string_view name) const {
    const Node* scripts = package() == nullptr ? nullptr : package()->find("scripts");
    const Node* script = scripts == nullptr ? nullptr : scripts->find(name);
    if (script == nullptr || !script->is_string() || trim(script->text).empty()) return std::nullopt;
    return Evidence{.path = "package.json", .line = static_cast<uint32_t>(script->line), .text = script->text};
}

std::optional<Evidence> Project::package_dependency(const re2::RE2& name) const {
    if (package() == nullptr) return std::nullopt;
    for (const char* list : {"devDependencies", "dependencies", "optionalDependencies"}) {
        const Node* rows = package()->find(list);
        if (rows == nullptr) continue;
        for (const auto& [key, value] : rows->fields)
            if (re2::RE2::FullMatch(key, name))
                return Evidence{.path = "package.json", .line = static_cast<uint32_t>(value.line), .text = key};
    }
    return std::nullopt;
}

std::optional<Evidence> Project::root_file(const re2::RE2& name) const {
    for (const std::string_view folder : {"", ".github"})
        for (const Entry* entry : facts_->tree().children(folder))
            if (entry->kind == EntryKind::file && matches(base_name(entry->path), name))
                return Evidence{.path = entry->path};
    return std::nullopt;
}

std::optional<Evidence> Project::root_line(const re2::RE2& name, const re2::RE2& line) const {
    for (const Entry* entry : facts_->tree().children("")) {
        if (entry->kind != EntryKind::file || !matches(entry->path, name)) continue;
        const auto text = facts_->tree().read(entry->path, max_manifest_bytes);
        if (!text) continue;
        if (auto found = find_line(entry->path, *text, line)) return found;
    }
    return std::nullopt;
}

std::optional<Evidence> Project::own_file(const re2::RE2& path) const {
    for (const TreeFile* file : own_)
        if (matches(file->path, path)) return Evidence{.path = std::string(file->path)};
    return std::nullopt;
}

std::optional<Evidence> Project::step(const re2::RE2& pattern, Trigger trigger) const {
    static const re2::RE2 npm_script("\\b(?:npm|pnpm|yarn)\\s+(?:run(?:-script)?\\s+)?([\\w:.-]+)");
    const auto script_fits = [&](std::string_view text) {
        if (matches(text, pattern)) return true;
        re2::StringPiece rest(text.data(), text.size());
        std::string name;
        while (re2::RE2::FindAndConsume(&rest, npm_script, &name)) {
            if (name == "t") name = "test";
            for (const char* prefix : {"pre", "", "post"})
                if (const auto script = package_script(prefix + name); script && matches(script->text, pattern))
                    return true;
        }
        return false;
    };
    for (const WorkflowFile& file : facts_->workflows()) {
        if (!file.parsed || !starts(*file.parsed, trigger)) continue;
        const auto at = [&](const workflow::Text& text) {
            return Evidence{.path = std::string(file.path),
                            .line = static_cast<uint32_t>(std::max(text.at.line, 0)),
                            .text = first_line(text.value)};
        };
        for (const workflow::Job& job : file.parsed->jobs) {
            if (job.call && job.call->uses && matches(job.call->uses->value, pattern)) return at(*job.call->uses);
            for (const workflow::Step& step : job.steps) {
                const workflow::Text* action = action_of(step);
                if (action != nullptr && matches(action->value, pattern)) return at(*action);
                const workflow::Text* script = script_of(step);
                if (script != nullptr && script_fits(script->value)) return at(*script);
            }
        }
    }
    return std::nullopt;
}

std::optional<Evidence> Project::other_ci(const re2::RE2& pattern) const {
    constexpr std::array<std::string_view, 10> files{".travis.yml",    ".gitlab-ci.yml", ".circleci/config.yml",
                                                     "appveyor.yml",   ".appveyor.yml",  "azure-pipelines.yml",
                                                     ".cirrus.yml",    "Jenkinsfile",    ".buildkite/pipeline.yml",
                                                     ".woodpecker.yml"};
    for (const std::string_view file : files) {
        if (!facts_->tree().has_file(file)) continue;
        const auto text = facts_->tree().read(file, max_manifest_bytes);
        if (!text) continue;
        if (auto found = find_line(file, *text, pattern)) return found;
    }
    return std::nullopt;
}

Evidence forge_fact(std::string text) {
    return {.text = std::move(text), .source = "forge"};
}

std::optional<Evidence> first_of(std::initializer_list<std::optional<Evidence>> choices) {
    for (const auto& choice : choices)
        if (choice) return choice;
    return std::nullopt;
}

std::vector<Evidence> all_of(std::initializer_list<std::optional<Evidence>> found) {
    std::vector<Evidence> out;
    for (const auto& one : found)
        if (one && std::ranges::find(out, *one) == out.end()) out.push_back(*one);
    return out;
}

}  // namespace ward::scorecard::practices
