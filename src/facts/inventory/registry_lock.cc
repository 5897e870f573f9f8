// The lock files that are TOML tables of packages, and how any of them become components.
#include "facts/inventory/registry_lock.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/npm_installed.h"
#include "facts/inventory/version_text.h"
#include "formats/document.h"
#include "formats/purl.h"

namespace ward::inventory {
namespace {

constexpr DocumentLimits document_limits{.bytes = max_registry_lock_bytes, .depth = 32, .nodes = 3'000'000};
constexpr size_t max_reported_problems = 100;  // of one file; the rest is counted

// [[package]] tables of a lock, with what they need by name.
class TomlLock {
  public:
    TomlLock(std::string_view path, std::string_view purl_type) : path_(path) { lock_.purl_type = purl_type; }

    Result<const Node*> packages(std::string_view text) {
        WARD_TRY(root_, parse_toml(text, path_, document_limits));
        const Node* list = root_.find("package");
        if (list == nullptr) return nullptr;
        if (!list->is_list()) return fail(ErrorCode::parse, "its packages are no list", std::string(path_));
        if (list->items.size() > max_registry_packages)
            return fail(ErrorCode::limit, fmt::format("more than {} packages", max_registry_packages),
                        std::string(path_));
        return list;
    }

    // Nothing for what has no name; a problem is told.
    std::optional<RegistryPackage> package_of(const Node& entry) {
        RegistryPackage package;
        package.name = entry.string_at("name").value_or("");
        package.version = entry.string_at("version").value_or("");
        // The version's own line proves it.
        const Node* version = entry.find("version");
        package.line = static_cast<size_t>(version != nullptr ? version->line : entry.line);
        if (package.name.empty()) {
            lock_.problems.emplace_back(package.line, "a package without a name");
            return std::nullopt;
        }
        return package;
    }

    void add(RegistryPackage package) {
        const size_t number = lock_.packages.size();
        numbers_[package.name].push_back(number);
        lock_.packages.push_back(std::move(package));
    }

    // "name", or "name 1.2.3" where several versions are locked. Nothing where that is not one package.
    std::optional<size_t> find(std::string_view name, std::string_view version) const {
        const auto same = numbers_.find(name);
        if (same == numbers_.end()) return std::nullopt;
        for (const size_t number : same->second)
            if (version.empty() ? same->second.size() == 1 : lock_.packages[number].version == version) return number;
        return std::nullopt;
    }

    RegistryLock& lock() { return lock_; }
    const Node& root() const { return root_; }

  private:
    std::string_view path_;
    Node root_;
    RegistryLock lock_;
    std::map<std::string, std::vector<size_t>, std::less<>> numbers_;  // by name
};

// "git+https://host/x?rev=abc#COMMIT"
void take_git(std::string_view source, RegistryPackage& package) {
    const size_t hash = source.rfind('#');
    if (hash != std::string_view::npos && looks_like_revision(source.substr(hash + 1)))
        package.commit = source.substr(hash + 1);
    package.repository = repository_url(source.substr(0, source.find_first_of("?#"))).value_or("");
}

// What runtime needs, and what only the rest reaches.
void spread_development(RegistryLock& lock, const std::vector<size_t>& runtime) {
    std::vector<char> reached(lock.packages.size(), 0);
    std::deque<size_t> queue(runtime.begin(), runtime.end());
    while (!queue.empty()) {
        const size_t number = queue.front();
        queue.pop_front();
        if (reached[number] != 0) continue;
        reached[number] = 1;
        for (const size_t need : lock.packages[number].needs) queue.push_back(need);
    }
    for (size_t i = 0; i < reached.size(); ++i)
        if (reached[i] == 0) lock.packages[i].scope = Scope::development;
}

std::string place_of(std::string_view path, const RegistryPackage& package) {
    return fmt::format("{}#{}@{}", path, package.name, package.version.empty() ? package.commit : package.version);
}

size_t offset_of_line(std::string_view text, size_t line) {
    size_t offset = 0;
    for (; line > 1; --line) {
        const size_t end = text.find('\n', offset);
        if (end == std::string_view::npos) break;
        offset = end + 1;
    }
    return offset;
}

Component component_for(std::string_view path, std::string_view text, const RegistryLock& lock,
                        const RegistryPackage& package, size_t offset) {
    Component component = component_of_package(lock.purl_type, package.name, place_of(path, package), package.version);
    if (!package.repository.empty()) {
        // From a repository it may hold what no release of this number holds; the registry's name still is its name.
        if (auto purl = Purl::parse(component.purl)) {
            purl->qualifiers["vcs_url"] =
                fmt::format("git+{}{}{}", package.repository, package.commit.empty() ? "" : "@", package.commit);
            component.purl = purl->to_string();
        }
        component.identities.push_back({"GIT", package.repository, {}});
    }
    component.commit = package.commit;
    if (component.version.empty()) component.version = package.commit;
    component.source = Source::lockfile;
    component.scope = package.scope;
    component.evidence.push_back(
        evidence_of_line(path, text.substr(offset), static_cast<int64_t>(std::max<size_t>(package.line, 1))));
    return component;
}

}  // namespace

std::string pypi_name(std::string_view name) {
    std::string normal;
    for (const char c : name) {
        if (c != '-' && c != '_' && c != '.') normal += to_lower(c);
        else if (!normal.ends_with('-')) normal += '-';
    }
    return normal;
}

Result<RegistryLock> read_cargo_lock(std::string_view text, std::string_view path) {
    TomlLock toml(path, "cargo");
    WARD_TRY(const Node* packages, toml.packages(text));
    if (packages == nullptr) return std::move(toml.lock());
    std::vector<std::pair<const Node*, std::optional<size_t>>> entries;  // with the number of what is not local
    for (const Node& entry : packages->items) {
        auto package = toml.package_of(entry);
        if (!package) continue;
        const std::string_view source = entry.string_at("source").value_or("");
        // Without a source it is the project's own crate.
        entries.emplace_back(&entry, source.empty() ? std::nullopt : std::optional(toml.lock().packages.size()));
        if (source.empty()) continue;
        if (source.starts_with("git+")) take_git(source, *package);
        toml.add(*std::move(package));
    }
    for (const auto& [entry, number] : entries) {
        const Node* needs = entry->find("dependencies");
        if (needs == nullptr) continue;
        for (const Node& need : needs->items) {
            const auto words = split(need.text, ' ');
            const auto found = toml.find(words[0], words.size() > 1 ? words[1] : std::string_view());
            if (!found) continue;
            (number ? toml.lock().packages[*number].needs : toml.lock().roots).push_back(*found);
        }
    }
    return std::move(toml.lock());
}

Result<RegistryLock> read_poetry_lock(std::string_view text, std::string_view path) {
    TomlLock toml(path, "pypi");
    WARD_TRY(const Node* packages, toml.packages(text));
    if (packages == nullptr) return std::move(toml.lock());
    std::vector<const Node*> entries;
    for (const Node& entry : packages->items) {
        auto package = toml.package_of(entry);
        if (!package) continue;
        package->name = pypi_name(package->name);
        // Poetry 1: category = "dev"; Poetry 2 and PDM: groups = ["main", "dev"].
        const Node* groups = entry.find("groups");
        const bool has_main = groups == nullptr || std::ranges::any_of(groups->items, [](const Node& group) {
                                  return group.text == "main" || group.text == "default";
                              });
        if (entry.string_at("category").value_or("") == "dev" || !has_main) package->scope = Scope::development;
        if (const Node* source = entry.find("source")) {
            const std::string_view type = source->string_at("type").value_or("");
            if (type == "directory") continue;  // the project's own
            if (type == "git") {
                package->repository = repository_url(source->string_at("url").value_or("")).value_or("");
                package->commit = source->string_at("resolved_reference").value_or("");
            }
        }
        if (entry.string_at("path") || entry.find("editable") != nullptr) continue;  // PDM's local ones
        entries.push_back(&entry);
        toml.add(*std::move(package));
    }
    for (size_t i = 0; i < entries.size(); ++i)
        if (const Node* needs = entries[i]->find("dependencies"))
            for (const auto& [name, range] : needs->fields)
                if (const auto found = toml.find(pypi_name(name), "")) toml.lock().packages[i].needs.push_back(*found);
    return std::move(toml.lock());
}

Result<RegistryLock> read_uv_lock(std::string_view text, std::string_view path) {
    TomlLock toml(path, "pypi");
    WARD_TRY(const Node* packages, toml.packages(text));
    if (packages == nullptr) return std::move(toml.lock());
    std::vector<std::pair<const Node*, std::optional<size_t>>> entries;
    for (const Node& entry : packages->items) {
        auto package = toml.package_of(entry);
        if (!package) continue;
        package->name = pypi_name(package->name);
        const Node* source = entry.find("source");
        const bool is_local =
            source != nullptr && (source->find("editable") != nullptr || source->find("virtual") != nullptr ||
                                  source->find("directory") != nullptr);
        entries.emplace_back(&entry, is_local ? std::nullopt : std::optional(toml.lock().packages.size()));
        if (is_local) continue;
        if (source != nullptr)
            if (const auto git = source->string_at("git")) take_git(*git, *package);
        toml.add(*std::move(package));
    }
    const auto link = [&](const Node& need, std::vector<size_t>& needs) {
        const auto found =
            toml.find(pypi_name(need.string_at("name").value_or("")), need.string_at("version").value_or(""));
        if (found) needs.push_back(*found);
    };
    std::vector<size_t> runtime;
    for (const auto& [entry, number] : entries) {
        std::vector<size_t>& needs = number ? toml.lock().packages[*number].needs : runtime;
        if (const Node* list = entry->find("dependencies"))
            for (const Node& need : list->items) link(need, needs);
        if (const Node* extras = entry->find("optional-dependencies"))
            for (const auto& [extra, list] : extras->fields)
                for (const Node& need : list.items) link(need, needs);
        if (const Node* groups = entry->find("dev-dependencies"); groups != nullptr && !number)
            for (const auto& [group, list] : groups->fields)
                for (const Node& need : list.items) link(need, toml.lock().roots);
    }
    if (!runtime.empty() || !toml.lock().roots.empty()) spread_development(toml.lock(), runtime);
    toml.lock().roots.insert(toml.lock().roots.end(), runtime.begin(), runtime.end());
    return std::move(toml.lock());
}

void emit_registry_lock(std::string_view path, std::string_view text, const RegistryLock& lock, Collector& out) {
    const size_t shown = std::min(lock.problems.size(), max_reported_problems);
    for (size_t i = 0; i < shown; ++i)
        npm::report_unread(path, fmt::format("line {}: {}", lock.problems[i].first, lock.problems[i].second), out);
    if (shown < lock.problems.size())
        npm::report_unread(path, fmt::format("{} more entries could not be read", lock.problems.size() - shown), out);
    // What only those who work on a part need is no hole in what ships.
    const Scope by_path = Tree::scope_of(npm::folder_of(path));
    for (const std::string& remark : lock.remarks) {
        if (lock.is_development || by_path == Scope::tooling) out.unexplained(path, remark);
        else npm::report_unread(path, remark, out);
    }
    std::set<std::string> places;
    size_t line = 1;
    size_t offset = 0;  // of `line`; entries mostly rise
    for (const RegistryPackage& package : lock.packages) {
        if (package.line < line) line = 1, offset = 0;
        offset += offset_of_line(text.substr(offset), package.line - line + 1);
        line = std::max<size_t>(package.line, 1);
        if (package.name.size() > max_registry_text || package.version.size() > max_registry_text) {
            npm::report_unread(
                path, fmt::format("line {}: a name or version of more than {} bytes", package.line, max_registry_text),
                out);
            continue;
        }
        Component component = component_for(path, text, lock, package, offset);
        if (by_path == Scope::test || by_path == Scope::tooling) component.scope = by_path;
        for (const size_t need : package.needs) component.depends_on.push_back(place_of(path, lock.packages[need]));
        std::ranges::sort(component.depends_on);
        const auto doubles = std::ranges::unique(component.depends_on);
        component.depends_on.erase(doubles.begin(), doubles.end());
        if (places.insert(component.path).second) out.components.push_back(std::move(component));
    }
    // What the project itself needs belongs to the subject, at path "".
    if (!npm::folder_of(path).empty() || lock.roots.empty()) return;
    std::set<std::string> needs;
    for (const size_t root : lock.roots) needs.insert(place_of(path, lock.packages[root]));
    Component subject;
    subject.depends_on.assign(needs.begin(), needs.end());
    out.components.push_back(std::move(subject));
}

}  // namespace ward::inventory
