// What differs between the versions is where the tables stand, and how a package names what it needs:
//
//       tables in             specifiers                      needs of an npm package
//   2   npm (npm.packages)    "a@^1": "a@1.2.0"               {"b": "b@2.0.1"}
//   3   packages              "npm:a@^1": "npm:a@1.2.0"       {"b": "b@2.0.1"}
//   4,5 the root              "npm:a@^1": "1.2.0"             ["b", "b@2.0.1", "alias@npm:b@2.0.1"]
//
// A key may end in what was chosen for peers: "a@1.2.0_b@2.0.1".
#include "facts/inventory/deno_lock.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "facts/inventory/evidence.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/npm_spec.h"

namespace ward::inventory {
namespace {

constexpr JsonLimits deno_limits{.bytes = npm::max_js_lock_bytes, .depth = 16, .values = 3'000'000};
constexpr std::array<std::string_view, 4> deno_versions{"2", "3", "4", "5"};

// The part of "NAME@VERSION_PEERS" before the peers; no version of npm's has a '_'.
std::string_view deno_package(std::string_view key) {
    const size_t at = key.find('@', 1);
    return at == std::string_view::npos ? key : key.substr(0, key.find('_', at));
}

using Value = Json::Value;

// The value in the table `value`, where both are there.
std::optional<Value> deno_at(const std::optional<Value>& value, std::string_view key) {
    return value ? value->find(key) : std::nullopt;
}

class DenoReader {
  public:
    DenoReader(std::string_view text, std::string_view path, const npm::LockLimits& limits)
        : text_(text), path_(path), limits_(limits) {
        out_.jsr.purl_type = "jsr";
    }

    Result<DenoLock> read(const Value& root) {
        const std::string_view version = root.string_at("version").value_or("");
        if (std::ranges::find(deno_versions, version) == deno_versions.end())
            out_.npm.problems.push_back(
                {1, "this version of deno.lock is not known; read as far as it looks familiar"});
        // Of versions 2 and 3 the tables stand deeper.
        const bool is_second = version == "2";
        const std::optional<Value> tables = is_second        ? root.find("npm")
                                            : version == "3" ? root.find("packages")
                                                             : root;
        if (const auto packages = deno_at(tables, is_second ? "packages" : "npm")) {
            for (const auto& [key, line, entry] : packages->members()) {
                WARD_TRY_VOID(add(key, line, entry));
            }
            for (const auto& [key, line, entry] : packages->members()) {
                WARD_TRY_VOID(link(key, line, entry));
            }
        }
        if (const auto packages = deno_at(tables, "jsr")) {
            for (const auto& [key, line, entry] : packages->members()) {
                WARD_TRY_VOID(add_jsr(key, line));
            }
        }
        if (const auto specifiers = deno_at(tables, "specifiers"))
            for (const auto& [specifier, line, resolved] : specifiers->members())
                specify(specifier, resolved.string().value_or(""));
        add_roots(root);
        if (const auto remote = root.find("remote"))
            for ([[maybe_unused]] const auto& module : remote->members()) ++out_.urls;
        return std::move(out_);
    }

  private:
    std::unexpected<Error> over(std::string_view what, size_t limit, int64_t line) const {
        return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what), fmt::format("{}:{}", path_, line));
    }

    Result<void> add(std::string_view key, int64_t line, const Value& entry) {
        const auto parts = npm::split_descriptor(deno_package(key));
        const auto version = parts ? npm::exact_version(parts->range) : std::nullopt;
        if (!version || !npm::is_package_name(parts->name)) {
            out_.npm.problems.push_back({line, fmt::format("\"{}\" tells no package and version", key.substr(0, 80))});
            return {};
        }
        // Variants by peers are one package.
        const auto [known, is_new] = numbers_.try_emplace(std::string(deno_package(key)), out_.npm.packages.size());
        if (!is_new) return {};
        if (out_.npm.packages.size() >= limits_.packages) return over("packages", limits_.packages, line);
        npm::ListedPackage package{.name = std::string(parts->name),
                                   .version = std::string(*version),
                                   .origin = {},
                                   .evidence = evidence(entry.offset(), line),
                                   .scope = Scope::runtime,
                                   .required = {},
                                   .optional = {},
                                   .resolved = std::string(entry.string_at("tarball").value_or("")),
                                   .integrity = std::string(entry.string_at("integrity").value_or(""))};
        package.origin.kind = npm::Origin::Kind::registry;
        if (!package.resolved.empty()) package.origin = npm::origin_of_resolved(package.resolved);
        names_.emplace(package.name, known->second);
        out_.npm.packages.push_back(std::move(package));
        return {};
    }

    // The line with the key, whose value begins at `offset`; on one line, if anybody but Deno wrote it so.
    Evidence evidence(size_t offset, int64_t line) const {
        const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
        const size_t start = before.rfind('\n') + 1;
        return evidence_of_line(path_, text_.substr(offset - start > max_evidence_bytes ? offset : start), line);
    }

    // "b", "b@2.0.1", "b@2.0.1_peers", "alias@npm:b@2.0.1".
    std::optional<size_t> find(std::string_view need) const {
        constexpr std::string_view alias = "@npm:";
        if (const size_t at = need.find(alias, 1); at != std::string_view::npos) need.remove_prefix(at + alias.size());
        if (const auto exact = numbers_.find(std::string(deno_package(need))); exact != numbers_.end())
            return exact->second;
        // A name alone is told where it is that of one package.
        const std::string name(need);
        return names_.count(name) == 1 ? std::optional(names_.find(name)->second) : std::nullopt;
    }

    Result<void> link(std::string_view key, int64_t line, const Value& entry) {
        const auto number = numbers_.find(std::string(deno_package(key)));
        if (number == numbers_.end()) return {};
        npm::ListedPackage& package = out_.npm.packages[number->second];
        add_needs(entry.find("dependencies"), package.required);
        add_needs(entry.find("optionalDependencies"), package.optional);
        if (needs_ > limits_.needs) return over("dependencies", limits_.needs, line);
        return {};
    }

    void add_needs(const std::optional<Value>& needs, std::vector<size_t>& list) {
        if (!needs) return;
        const auto add_need = [&](const Value& need) {
            ++needs_;
            const auto found = find(need.string().value_or(""));
            if (found && std::ranges::find(list, *found) == list.end()) list.push_back(*found);
        };
        for (const Value need : needs->items()) add_need(need);
        for (const auto& [name, where, need] : needs->members()) add_need(need);
    }

    Result<void> add_jsr(std::string_view key, int64_t line) {
        const auto parts = npm::split_descriptor(key);
        if (!parts || parts->name.size() > max_registry_text || parts->range.size() > max_registry_text) {
            out_.jsr.problems.emplace_back(static_cast<size_t>(line),
                                           fmt::format("\"{}\" tells no package and version", key.substr(0, 80)));
            return {};
        }
        const size_t most = std::min(limits_.packages, max_registry_packages);
        if (out_.jsr.packages.size() >= most) return over("packages", most, line);
        out_.jsr.roots.push_back(out_.jsr.packages.size());
        out_.jsr.packages.push_back({.name = std::string(parts->name),
                                     .version = std::string(parts->range),
                                     .line = static_cast<size_t>(line)});
        return {};
    }

    void specify(std::string_view specifier, std::string_view resolved) {
        constexpr std::string_view scheme = "npm:";
        if (resolved.starts_with(scheme)) resolved.remove_prefix(scheme.size());
        const std::string_view asked = specifier.starts_with(scheme) ? specifier.substr(scheme.size()) : specifier;
        const auto parts = npm::split_descriptor(asked);
        std::optional<size_t> number = find(resolved);
        if (!number && parts) number = find(fmt::format("{}@{}", parts->name, resolved));
        if (number) specified_.emplace(specifier, *number);
    }

    // What the workspace asks for; where the lock does not tell (a lone script's), every specifier.
    void add_roots(const Value& root) {
        const auto workspace = root.find("workspace");
        std::vector<std::optional<Value>> lists{deno_at(workspace, "dependencies"),
                                                deno_at(deno_at(workspace, "packageJson"), "dependencies")};
        if (const auto members = deno_at(workspace, "members"))
            for (const auto& [folder, line, member] : members->members()) {
                lists.push_back(member.find("dependencies"));
                lists.push_back(deno_at(member.find("packageJson"), "dependencies"));
            }
        bool is_told = false;
        std::set<size_t> needed;
        for (const std::optional<Value>& list : lists) {
            if (!list) continue;
            for (const Value need : list->items()) {
                is_told = true;
                const auto found = specified_.find(std::string(need.string().value_or("")));
                if (found != specified_.end()) needed.insert(found->second);
            }
        }
        if (!is_told)
            for (const auto& [specifier, number] : specified_) needed.insert(number);
        for (const size_t number : needed) out_.npm.roots.push_back({number, Scope::runtime});
    }

    std::string_view text_;
    std::string_view path_;
    npm::LockLimits limits_;
    size_t needs_ = 0;
    DenoLock out_;
    std::unordered_map<std::string, size_t> numbers_;     // "name@version"
    std::unordered_multimap<std::string, size_t> names_;  // "name"
    std::unordered_map<std::string, size_t> specified_;   // "npm:name@range"
};

}  // namespace

Result<DenoLock> read_deno_lock(std::string_view text, std::string_view path, const npm::LockLimits& limits) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, deno_limits));
    return DenoReader(text, path, limits).read(json.root());
}

}  // namespace ward::inventory
