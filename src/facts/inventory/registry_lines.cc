// Lock files with one package a line: Bundler's, Gradle's and Mix's.
// https://bundler.io/man/bundle-lock.1.html, https://docs.gradle.org/current/userguide/dependency_locking.html,
// https://hexdocs.pm/mix/Mix.Tasks.Deps.html
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/registry_lock.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// Calls `take` with each line, without its end, and its number.
template <typename Take>
void each_line(std::string_view text, Take take) {
    size_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        take(line, number);
    }
}

std::unexpected<Error> too_many_in(std::string_view path) {
    return fail(ErrorCode::limit, fmt::format("more than {} packages", max_registry_packages), std::string(path));
}

// Sections GEM, GIT, PATH and PLUGIN SOURCE hold `specs:`, a package at four blanks, what it needs at six.
class GemfileReader {
  public:
    Result<RegistryLock> read(std::string_view text, std::string_view path) {
        lock_.purl_type = "gem";
        each_line(text, [&](std::string_view line, size_t number) { take(line, number); });
        if (lock_.packages.size() > max_registry_packages) return too_many_in(path);
        for (const auto& [number, name] : needs_)
            if (const auto found = by_name_.find(name); found != by_name_.end())
                lock_.packages[number].needs.push_back(found->second);
        for (const std::string& name : wanted_)
            if (const auto found = by_name_.find(name); found != by_name_.end()) lock_.roots.push_back(found->second);
        return std::move(lock_);
    }

  private:
    void take(std::string_view line, size_t number) {
        if (trim(line).empty()) return;
        const size_t indent = indent_of(line);
        const std::string_view rest = line.substr(indent);
        if (indent == 0) {
            section_ = rest;
            repository_.clear();
            revision_.clear();
            current_.reset();
        } else if (section_ == "DEPENDENCIES" && indent == 2) {
            std::string_view name = rest.substr(0, rest.find(' '));
            if (name.ends_with('!')) name.remove_suffix(1);
            wanted_.emplace_back(name);
        } else if (section_ == "GEM" || section_ == "GIT") {
            take_source(rest, indent, number);
        }
    }

    void take_source(std::string_view rest, size_t indent, size_t number) {
        if (indent == 2) {
            if (rest.starts_with("remote: ") && section_ == "GIT")
                repository_ = repository_url(rest.substr(8)).value_or("");
            if (rest.starts_with("revision: ")) revision_ = rest.substr(10);
        } else if (indent == 4) {
            take_spec(rest, number);
        } else if (indent == 6 && current_) {
            needs_.emplace_back(*current_, rest.substr(0, rest.find(' ')));
        }
    }

    // "nokogiri (1.13.9-x86_64-linux)": what is built for a platform is the same version.
    void take_spec(std::string_view rest, size_t number) {
        current_.reset();
        const size_t open = rest.find(" (");
        if (open == std::string_view::npos || !rest.ends_with(')') || open == 0) {
            lock_.problems.emplace_back(number, "a gem without a version");
            return;
        }
        std::string_view version = rest.substr(open + 2, rest.size() - open - 3);
        version = version.substr(0, version.find('-'));
        const std::string name(rest.substr(0, open));
        current_ = lock_.packages.size();
        by_name_.try_emplace(name, *current_);
        lock_.packages.push_back({.name = name,
                                  .version = std::string(version),
                                  .repository = repository_,
                                  .commit = section_ == "GIT" ? revision_ : std::string(),
                                  .line = number});
    }

    RegistryLock lock_;
    std::string section_;
    std::string repository_;
    std::string revision_;
    std::optional<size_t> current_;
    std::map<std::string, size_t, std::less<>> by_name_;
    std::vector<std::pair<size_t, std::string>> needs_;
    std::vector<std::string> wanted_;
};

// By the configurations that have it: what only tests are compiled with is theirs.
Scope gradle_scope(std::string_view configurations) {
    bool is_tests = true;
    bool is_tools = true;
    for (const std::string_view one : split(configurations, ',')) {
        const std::string name = to_lower(one);
        is_tests = is_tests && name.contains("test");
        is_tools = is_tools && (name.contains("test") || name.contains("processor") || name.starts_with("kapt") ||
                                name.starts_with("ksp") || name.contains("lint"));
    }
    return is_tests ? Scope::test : is_tools ? Scope::development : Scope::runtime;
}

// The text between the next two quotes, which are taken off with what stands before them.
std::optional<std::string_view> next_quoted_text(std::string_view& rest) {
    const size_t open = rest.find('"');
    const size_t close = open == std::string_view::npos ? open : rest.find('"', open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view text = rest.substr(open + 1, close - open - 1);
    rest.remove_prefix(close + 1);
    return text;
}

// Behind ":", up to a character that no plain name of Elixir's has.
std::string_view atom_at(std::string_view text) {
    if (!text.starts_with(':')) return {};
    size_t end = 1;
    while (end < text.size() && (is_alnum(text[end]) || text[end] == '_')) ++end;
    return text.substr(1, end - 1);
}

}  // namespace

Result<RegistryLock> read_gemfile_lock(std::string_view text, std::string_view path) {
    return GemfileReader().read(text, path);
}

// group:name:version=configuration,configuration
Result<RegistryLock> read_gradle_lock(std::string_view text, std::string_view path) {
    RegistryLock lock;
    lock.purl_type = "maven";
    lock.is_development = path.ends_with("buildscript-gradle.lockfile");
    each_line(text, [&](std::string_view line, size_t number) {
        line = trim(line);
        if (line.empty() || line.starts_with('#') || line.starts_with("empty=")) return;
        const size_t equals = line.find('=');
        const auto parts = split(line.substr(0, equals), ':');
        if (equals == std::string_view::npos || parts.size() != 3 || parts[0].empty() || parts[1].empty() ||
            parts[2].empty()) {
            lock.problems.emplace_back(number, "no group:name:version=configurations");
            return;
        }
        lock.packages.push_back(
            {.name = fmt::format("{}/{}", parts[0], parts[1]),
             .version = std::string(parts[2]),
             .scope = lock.is_development ? Scope::development : gradle_scope(line.substr(equals + 1)),
             .line = number});
    });
    if (lock.packages.size() > max_registry_packages) return too_many_in(path);
    return lock;
}

// A map of Elixir, as Mix writes it, with one entry a line:
//   "name": {:hex, :package, "1.2.3", "checksum", [:mix], [{:other, "~> 1.0", [hex: :other, …]}], "hexpm", "checksum"},
//   "name": {:git, "https://…", "commit", […]},
Result<RegistryLock> read_mix_lock(std::string_view text, std::string_view path) {
    RegistryLock lock;
    lock.purl_type = "hex";
    std::map<std::string, size_t, std::less<>> by_name;
    std::vector<std::pair<size_t, std::string>> needs;
    each_line(text, [&](std::string_view line, size_t number) {
        std::string_view rest = trim(line);
        if (rest.empty() || rest == "%{" || rest == "}" || rest.starts_with('#') || rest == "%{}") return;
        if (rest.starts_with("%{")) rest = trim(rest.substr(2));
        const auto name = rest.starts_with('"') ? next_quoted_text(rest) : std::nullopt;
        const size_t open = rest.find('{');
        const std::string_view kind =
            open == std::string_view::npos ? std::string_view() : atom_at(rest.substr(open + 1));
        if (kind == "path") return;  // the project's own
        RegistryPackage package{.name = std::string(name.value_or("")), .line = number};
        if (kind == "hex") {
            const size_t comma = rest.find(',', open);
            const std::string_view behind =
                comma == std::string_view::npos ? std::string_view() : trim(rest.substr(comma + 1));
            if (const std::string_view atom = atom_at(behind); !atom.empty()) package.name = atom;
            package.version = next_quoted_text(rest).value_or("");
        } else if (kind == "git") {
            package.repository = repository_url(next_quoted_text(rest).value_or("")).value_or("");
            package.commit = next_quoted_text(rest).value_or("");
        }
        if (!name || name->empty() || (package.version.empty() && package.commit.empty())) {
            lock.problems.emplace_back(number, "no entry of a package");
            return;
        }
        const size_t index = lock.packages.size();
        by_name.try_emplace(std::string(*name), index);
        lock.packages.push_back(std::move(package));
        // What it needs: tuples of a name and a requirement, {:other, "~> 1.0", …
        for (size_t at = rest.find("{:"); at != std::string_view::npos; at = rest.find("{:", at + 2))
            needs.emplace_back(index, atom_at(rest.substr(at + 1)));
    });
    if (lock.packages.size() > max_registry_packages) return too_many_in(path);
    for (const auto& [index, name] : needs)
        if (const auto found = by_name.find(name); found != by_name.end())
            lock.packages[index].needs.push_back(found->second);
    return lock;
}

}  // namespace ward::inventory
