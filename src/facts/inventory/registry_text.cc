// go.mod and requirements.txt: one requirement a line.
//
// go.mod lists every module of the build from Go 1.17 on (an older one lists what it names itself, which is said).
// A requirement that names no single version ("requests>=2") is not resolved: it is told, and no component.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/registry_lock.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (!(line = trim(line)).empty()) {
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

std::string_view unquoted(std::string_view word) {
    return word.size() >= 2 && (word[0] == '"' || word[0] == '`') && word.back() == word[0]
               ? word.substr(1, word.size() - 2)
               : word;
}

class GoModReader {
  public:
    Result<RegistryLock> read(std::string_view text, std::string_view path) {
        lock_.purl_type = "golang";
        std::string_view block;
        size_t number = 0;
        for (std::string_view line : split(text, '\n')) {
            ++number;
            const size_t comment = line.find("//");
            const bool is_indirect = comment != std::string_view::npos && line.substr(comment).contains("indirect");
            const auto words = words_of(line.substr(0, comment));
            if (words.empty()) continue;
            if (block.empty() && words.size() == 2 && words[1] == "(") {
                block = words[0];
            } else if (!block.empty() && words[0] == ")") {
                block = {};
            } else if (!block.empty()) {
                take(block, words, number, is_indirect);
            } else {
                take(words[0], std::span(words).subspan(1), number, is_indirect);
            }
            if (requirements_.size() > max_registry_packages)
                return fail(ErrorCode::limit, fmt::format("more than {} modules", max_registry_packages),
                            std::string(path));
        }
        finish();
        return std::move(lock_);
    }

  private:
    struct Requirement {
        std::string name;
        std::string version;
        size_t line = 0;
        bool is_indirect = false;
    };

    void take(std::string_view verb, std::span<const std::string_view> words, size_t line, bool is_indirect) {
        if (verb == "go" && !words.empty()) {
            const auto parts = split(words[0], '.');
            const auto minor = parts.size() > 1 ? to_number<int>(parts[1]) : std::nullopt;
            lists_all_ = parts[0] != "1" || minor.value_or(0) >= 17;
        } else if (verb == "require") {
            if (words.size() < 2) lock_.problems.emplace_back(line, "a requirement without a version");
            else
                requirements_.push_back(
                    {std::string(unquoted(words[0])), std::string(unquoted(words[1])), line, is_indirect});
        } else if (verb == "replace") {
            take_replacement(words);
        }
    }

    // old [version] => new [version]; without a version the new one is a folder.
    void take_replacement(std::span<const std::string_view> words) {
        const auto arrow = std::ranges::find(words, std::string_view("=>"));
        if (arrow == words.begin() || arrow == words.end() || arrow + 1 == words.end()) return;
        const std::string old_version(arrow - words.begin() > 1 ? unquoted(words[1]) : std::string_view());
        const std::string version(words.end() - arrow > 2 ? unquoted(arrow[2]) : std::string_view());
        replaced_[{std::string(unquoted(words[0])), old_version}] = {std::string(unquoted(arrow[1])), version};
    }

    void finish() {
        for (const Requirement& one : requirements_) {
            auto other = replaced_.find({one.name, one.version});
            if (other == replaced_.end()) other = replaced_.find({one.name, ""});
            RegistryPackage package;
            package.name = one.name;
            package.version = one.version;
            package.line = one.line;
            if (other != replaced_.end()) {
                // A folder of the project's own has no version.
                if (other->second.second.empty()) continue;
                package.name = other->second.first;
                package.version = other->second.second;
            }
            if (!one.is_indirect) lock_.roots.push_back(lock_.packages.size());
            lock_.packages.push_back(std::move(package));
        }
        if (!lists_all_ && !requirements_.empty())
            lock_.remarks.emplace_back("names only some modules of the build: its go line is below 1.17");
    }

    RegistryLock lock_;
    std::vector<Requirement> requirements_;
    std::map<std::pair<std::string, std::string>, std::pair<std::string, std::string>> replaced_;
    bool lists_all_ = false;
};

bool is_name(std::string_view name) {
    return !name.empty() && is_alnum(name[0]) &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

// One requirement without its comment and options.
void take_requirement(std::string_view line, size_t number, RegistryLock& lock, size_t& unpinned) {
    line = trim(line.substr(0, line.find(" --")));
    line = trim(line.substr(0, line.find(';')));
    // "name @ git+https://…@COMMIT" and the bare address.
    const size_t git = line.find("git+");
    if (line.contains("://")) {
        RegistryPackage package;
        package.line = number;
        std::string_view address = git == std::string_view::npos ? line : line.substr(git);
        std::string_view name = trim(line.substr(0, line.find('@')));
        if (const size_t egg = line.find("#egg="); egg != std::string_view::npos) name = line.substr(egg + 5);
        name = trim(name.substr(0, name.find_first_of("[&")));
        address = address.substr(0, address.find('#'));
        if (const size_t at = address.rfind('@'); at != std::string_view::npos && at > address.find("://") + 3) {
            if (looks_like_revision(address.substr(at + 1))) package.commit = address.substr(at + 1);
            address = address.substr(0, at);
        }
        package.name = name;
        package.repository = git == std::string_view::npos ? std::string() : repository_url(address).value_or("");
        if (is_name(name) && !package.repository.empty() && !package.commit.empty())
            lock.packages.push_back(std::move(package));
        else ++unpinned;
        return;
    }
    const size_t equals = line.find("==");
    std::string_view name = trim(line.substr(0, equals));
    name = trim(name.substr(0, name.find('[')));
    std::string_view version = equals == std::string_view::npos ? std::string_view() : line.substr(equals + 2);
    if (version.starts_with('=')) version.remove_prefix(1);
    version = trim(version);
    if (!is_name(name) || !looks_like_version(version) || version.contains('*')) {
        ++unpinned;
        return;
    }
    RegistryPackage package;
    package.name = name;
    package.version = version;
    package.line = number;
    lock.packages.push_back(std::move(package));
}

// requirements-dev.txt, dev-requirements.txt, docs/requirements.txt's folder tells its own.
Scope scope_of_file(std::string_view path) {
    const std::string base = to_lower(path.substr(path.rfind('/') + 1));
    for (const std::string_view word : {"dev", "test", "lint", "doc", "build", "ci"})
        if (base.contains(word)) return Scope::development;
    return Scope::runtime;
}

}  // namespace

Result<RegistryLock> read_go_mod(std::string_view text, std::string_view path) {
    return GoModReader().read(text, path);
}

Result<RegistryLock> read_requirements(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    RegistryLock lock;
    lock.purl_type = "pypi";
    size_t unpinned = 0;
    size_t number = 0;
    std::string joined;
    size_t first = 0;  // the line where a joined one began
    for (std::string_view line : split(text, '\n')) {
        ++number;
        line = trim(line);
        if (line.starts_with('#')) line = {};
        if (const size_t comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
        if (joined.empty()) first = number;
        if (line.ends_with('\\')) {
            joined += line.substr(0, line.size() - 1);
            joined += ' ';
            continue;
        }
        joined += line;
        const std::string whole = std::exchange(joined, {});
        const std::string_view requirement = trim(whole);
        // Options, and other files that are read by their own names.
        if (requirement.empty() || requirement.starts_with('-')) continue;
        if (lock.packages.size() >= max_registry_packages)
            return fail(ErrorCode::limit, fmt::format("more than {} requirements", max_registry_packages),
                        std::string(path));
        take_requirement(requirement, first, lock, unpinned);
    }
    const Scope scope = scope_of_file(path);
    lock.is_development = scope == Scope::development;
    for (RegistryPackage& package : lock.packages) {
        package.scope = scope;
        package.name = pypi_name(package.name);
    }
    if (unpinned > 0)
        lock.remarks.push_back(
            fmt::format("{} of {} requirements name no single version", unpinned, unpinned + lock.packages.size()));
    return lock;
}

}  // namespace ward::inventory
