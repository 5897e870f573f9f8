// JSON, but for the comma that may stand behind a last member or item. `packages` maps paths of names ("a", "a/@s/b": b
// in the node_modules of a) to lists whose form follows from what the first item says:
//   ["name@1.0.0", "registry or nothing", {…}, "sha512-…"]
//   ["name@workspace:folder"]  ["name@link:folder", {…}]  ["name@file:folder", {…}]  ["name@root:", {…}]
//   ["name@https://…/a.tgz", {…}, "sha512-…"]  ["name@github:owner/repo#commit", {…}, "…"]
#include "facts/inventory/bun_lock.h"

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/js_lock.h"
#include "facts/inventory/json_scan.h"

namespace ward::inventory::npm {
namespace {

constexpr int64_t max_bun_version = 2;  // bun 1.4

// The same text with blanks for commas that a closing bracket follows.
std::string without_last_commas(std::string_view text) {
    std::string out(text);
    std::optional<size_t> comma;
    bool in_string = false;
    char before = '{';  // what stands before, blanks apart
    for (size_t i = 0; i < out.size(); ++i) {
        const char c = out[i];
        if (in_string) {
            if (c == '\\') ++i;
            else if (c == '"') in_string = false;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
        if ((c == ']' || c == '}') && comma) out[*comma] = ' ';
        comma.reset();
        if (c == '"') in_string = true;
        if (c == ',' && before != '{' && before != '[' && before != ',') comma = i;
        before = c;
    }
    return out;
}

// "a/@s/b" as the names it is made of; empty where it is no path of package names.
std::vector<std::string_view> names_of_key(std::string_view key) {
    std::vector<std::string_view> names;
    while (!key.empty()) {
        size_t end = key.find('/');
        if (key.starts_with('@') && end != std::string_view::npos) end = key.find('/', end + 1);
        names.push_back(key.substr(0, end));
        if (!is_package_name(names.back())) return {};
        key = end == std::string_view::npos ? std::string_view() : key.substr(end + 1);
    }
    return names;
}

std::string place_of_key(std::string_view key) {
    std::string place;
    for (const std::string_view name : names_of_key(key))
        place += fmt::format("{}node_modules/{}", place.empty() ? "" : "/", name);
    return place;
}

class BunReader {
  public:
    BunReader(std::string_view path, const LockLimits& limits) : path_(path), limits_(limits) {}

    Result<Lock> read(const Json& json) {
        const auto version = json.root().find("lockfileVersion");
        lock_.version = version ? to_number<int64_t>(version->text()).value_or(-1) : -1;
        if (lock_.version < 0 || lock_.version > max_bun_version)
            problem(version ? version->line() : 1,
                    "this lockfileVersion is not known; read as far as it looks familiar");
        if (const auto workspaces = json.root().find("workspaces")) {
            WARD_TRY_VOID(read_workspaces(*workspaces));
        }
        if (const auto packages = json.root().find("packages")) {
            for (const auto& [key, line, entry] : packages->members()) {
                WARD_TRY_VOID(read_entry(key, line, entry));
            }
        }
        for (const Json::RepeatedKey& repeated : json.repeated_keys())
            problem(repeated.line, fmt::format("key \"{}\" is repeated", repeated.key.substr(0, 80)));
        spread();
        return std::move(lock_);
    }

  private:
    struct Need {
        std::string name;
        bool is_optional = false;
    };
    struct Known {
        std::string key;
        size_t package = 0;
        std::vector<Need> needs;
    };

    void problem(int64_t line, std::string reason) { lock_.problems.push_back({line, std::move(reason)}); }
    std::unexpected<Error> over(std::string_view what, size_t limit, int64_t line) const {
        return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what), fmt::format("{}:{}", path_, line));
    }

    Result<std::vector<Need>> needs_of(const Json::Value& entry, std::initializer_list<std::string_view> kinds) {
        std::vector<Need> out;
        for (const std::string_view kind : kinds) {
            const auto list = entry.find(kind);
            if (!list) continue;
            for (const auto& [name, line, range] : list->members()) {
                if (++needs_ > limits_.needs) return over("dependencies", limits_.needs, line);
                out.push_back({std::string(name), kind == "optionalDependencies"});
            }
        }
        return out;
    }

    // The own packages: the root's folder is "".
    Result<void> read_workspaces(const Json::Value& workspaces) {
        for (const auto& [folder, line, entry] : workspaces.members()) {
            WARD_TRY(auto runtime, needs_of(entry, {"dependencies", "optionalDependencies", "peerDependencies"}));
            WARD_TRY(auto development, needs_of(entry, {"devDependencies"}));
            const std::string name(entry.string_at("name").value_or(""));
            for (auto* list : {&runtime, &development})
                for (Need& need : *list) (list == &runtime ? roots_ : dev_roots_).emplace_back(name, std::move(need));
            if (folder.empty()) continue;
            if (const auto place = join_path("", folder); place && !place_of(*place)) {
                LockedPackage own;
                own.place = *place;
                own.name = name;
                lock_.packages.push_back(std::move(own));
            }
        }
        return {};
    }

    Result<void> read_entry(std::string_view key, int64_t line, const Json::Value& entry) {
        if (lock_.packages.size() >= limits_.packages) return over("packages", limits_.packages, line);
        std::vector<Json::Value> items;
        for (const Json::Value item : entry.items()) items.push_back(item);
        const auto first = items.empty() ? std::nullopt : items[0].string();
        const auto what = first ? split_descriptor(*first) : std::nullopt;
        const std::string place = place_of_key(key);
        if (!what || place.empty() || nesting_of(place) > max_nesting || !is_package_name(what->name)) {
            problem(line, fmt::format("\"{}\" tells no package and version", key.substr(0, 80)));
            return {};
        }
        LockedPackage package;
        package.place = place;
        package.name = what->name;
        package.evidence = {std::string(path_), line, fmt::format("\"{}\"", first->substr(0, 80))};
        const std::string_view reference = what->range;
        if (reference.starts_with("root:")) return {};
        for (const std::string_view kind : {"workspace:", "link:"})
            if (reference.starts_with(kind)) {
                package.target = join_path("", reference.substr(kind.size()));
                if (!package.target)
                    problem(line, fmt::format("\"{}\" is not a path inside the tree", reference.substr(0, 80)));
                else lock_.packages.push_back(std::move(package));
                return {};
            }
        const auto version = exact_version(reference);
        if (version) {
            package.origin.kind = Origin::Kind::registry;
            package.version = *version;
        } else {
            package.origin = origin_of_spec(reference);
            package.version = package.origin.version;  // of a folder or a tarball its package.json's
        }
        const size_t info = version ? 2 : 1;
        Known known{.key = std::string(key), .package = lock_.packages.size(), .needs = {}};
        if (items.size() > info && items[info].is_object()) {
            const Json::Value& about = items[info];
            package.bundled = about.truthy_at("bundled");
            package.may_be_absent = about.find("os") || about.find("cpu") || about.find("libc");
            WARD_TRY(known.needs, needs_of(about, {"dependencies", "optionalDependencies", "peerDependencies"}));
        }
        const bool has_tarball =
            version || package.origin.kind == Origin::Kind::remote || package.origin.kind == Origin::Kind::file;
        if (has_tarball && items.size() > info + 1) package.integrity = items[info + 1].string().value_or("");
        if (!version) package.resolved = reference;
        else if (const auto address = items.size() > 1 ? items[1].string() : std::nullopt; address)
            if (address->ends_with(".tgz")) package.resolved = *address;
        for (const Need& need : known.needs) package.needs.push_back(need.name);
        numbers_.emplace(known.key, known_.size());
        known_.push_back(std::move(known));
        lock_.packages.push_back(std::move(package));
        return {};
    }

    // The key of what `name` is, asked from inside `key`: as node looks for it, folder by folder upwards.
    const Known* find(std::string_view key, std::string_view name) const {
        std::vector<std::string_view> above = names_of_key(key);
        for (;;) {
            std::string wanted = join(std::vector<std::string>(above.begin(), above.end()), "/");
            wanted += fmt::format("{}{}", wanted.empty() ? "" : "/", name);
            if (const auto found = numbers_.find(wanted); found != numbers_.end()) return &known_[found->second];
            if (above.empty()) return nullptr;
            above.pop_back();
        }
    }

    // What only development needs, and what only optional dependencies do.
    void spread() {
        std::set<const Known*> runtime;
        std::set<const Known*> required;
        const auto reach = [&](const auto& roots, std::set<const Known*>& seen, bool with_optional) {
            std::deque<const Known*> queue;
            const auto add = [&](std::string_view key, const Need& need) {
                if (need.is_optional && !with_optional) return;
                if (const Known* there = find(key, need.name); there != nullptr && seen.insert(there).second)
                    queue.push_back(there);
            };
            for (const auto& [workspace, need] : roots) add(workspace, need);
            for (; !queue.empty(); queue.pop_front())
                for (const Need& need : queue.front()->needs) add(queue.front()->key, need);
        };
        reach(roots_, runtime, true);
        reach(roots_, required, false);
        reach(dev_roots_, required, false);
        for (const Known& known : known_) {
            LockedPackage& package = lock_.packages[known.package];
            if (!runtime.contains(&known)) package.scope = Scope::development;
            if (!required.contains(&known)) package.may_be_absent = true;
        }
    }

    std::string_view path_;
    LockLimits limits_;
    size_t needs_ = 0;
    Lock lock_;
    std::vector<Known> known_;
    std::unordered_map<std::string, size_t> numbers_;
    std::vector<std::pair<std::string, Need>> roots_;  // by the workspace's name
    std::vector<std::pair<std::string, Need>> dev_roots_;
};

}  // namespace

Result<Lock> read_bun_lock(std::string_view text, std::string_view path, const LockLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", limits.bytes), std::string(path));
    if (text.starts_with("<<<<<<< ") || text.find("\n<<<<<<< ") != std::string_view::npos)
        return fail(ErrorCode::parse, "holds an unresolved merge conflict", std::string(path));
    WARD_TRY(const Json json, Json::scan(without_last_commas(text), path, {.bytes = limits.bytes}));
    return BunReader(path, limits).read(json);
}

}  // namespace ward::inventory::npm
