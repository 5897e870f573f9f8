#include "facts/inventory/gclient_deps.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/literal_code.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_filled_bytes = 8192;  // of a string with its variables
constexpr size_t max_lookups = 200'000;    // of variables, in one file

class DepsReader {
  public:
    DepsReader(const Script& script, std::string_view text) : script_(script), literals_(script), lines_(text) {
        for (const Assignment& one : script.assignments)
            if (one.name == "vars") vars_ = &one.value;
        literals_.called = [this](std::string_view function, std::string_view argument) {
            if (function == "Str") return std::optional<std::string>(argument);
            return function == "Var" ? variable(argument) : std::nullopt;
        };
    }

    GclientDeps read() {
        for (const auto& [name, value] : script_.assignments) {
            if (name == "deps") {
                read_deps(value);
            } else if (name == "deps_os") {
                for (const auto& [system, deps] : value.fields) read_deps(deps);
            } else if (name == "use_relative_paths") {
                read_.has_relative_paths = value.text == "True";
            } else if (name == "recursedeps") {
                for (const Code& item : value.items)
                    if (const auto folder =
                            text_of(item.kind == Code::Kind::list && !item.items.empty() ? item.items[0] : item))
                        read_.recursed.push_back(*folder);
            }
        }
        return std::move(read_);
    }

  private:
    void problem(size_t offset, std::string reason) {
        read_.found.problems.push_back({lines_.at(offset), std::move(reason)});
    }

    // One variable may be made of others; a circle has no value.
    std::optional<std::string> variable(std::string_view name) const {
        if (vars_ == nullptr || depth_ > 8 || ++lookups_ > max_lookups) return std::nullopt;
        const Code* value = vars_->find(name);
        if (value == nullptr) return std::nullopt;
        ++depth_;
        auto text = text_of(*value);
        --depth_;
        if (text && text->size() > max_filled_bytes) return std::nullopt;
        return text;
    }

    // '{chromium_git}/src.git' stands for Var('chromium_git') + '/src.git'.
    std::optional<std::string> text_of(const Code& code) const {
        auto text = literals_.text_of(code);
        if (!text || !text->contains('{')) return text;
        std::string filled;
        std::string_view rest = *text;
        for (size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
            const size_t close = rest.find('}', open);
            if (close == std::string_view::npos) return std::nullopt;
            // CIPD's own ${platform} stays.
            if (open > 0 && rest[open - 1] == '$') {
                filled += rest.substr(0, close + 1);
            } else {
                const auto value = variable(rest.substr(open + 1, close - open - 1));
                if (!value) return std::nullopt;
                filled += rest.substr(0, open);
                filled += *value;
            }
            if (filled.size() > max_filled_bytes) return std::nullopt;
            rest.remove_prefix(close + 1);
        }
        filled += rest;
        return filled;
    }

    void read_deps(const Code& deps) {
        if (deps.kind != Code::Kind::dict) {
            problem(deps.offset, "deps is no dictionary of literals");
            read_.has_deps = true;
            return;
        }
        read_.has_deps = read_.has_deps || !deps.fields.empty();
        for (const auto& [key, value] : deps.fields) {
            const auto folder = text_of(key);
            if (!folder) {
                problem(key.offset, "the folder is no literal");
            } else if (value.kind == Code::Kind::dict) {
                read_entry(*folder, value);
            } else if (value.kind != Code::Kind::name || value.text != "None") {
                read_url(*folder, value);
            }
        }
    }

    void read_entry(const std::string& folder, const Code& entry) {
        const Code* type = entry.find("dep_type");
        const std::string kind = type != nullptr ? text_of(*type).value_or("?") : "git";
        if (const Code* url = entry.find("url")) return read_url(folder, *url);
        if (const Code* packages = entry.find("packages"); packages != nullptr && kind == "cipd")
            return read_packages(folder, *packages);
        problem(entry.offset, fmt::format("{}: dependencies of type {} are not read", folder, kind));
    }

    void read_url(const std::string& folder, const Code& value) {
        const auto address = text_of(value);
        if (!address) return problem(value.offset, fmt::format("{}: its address is no literal here", folder));
        Pin pin;
        pin.name = folder;
        pin.offset = value.offset;
        const size_t at = address->rfind('@');
        const bool has_revision = at != std::string::npos && at > address->find("://") + 3;
        pin.repository = address->substr(0, has_revision ? at : std::string::npos);
        if (has_revision) pin.revision = address->substr(at + 1);
        // '/third_party/x' is a path on the server that this project itself came from.
        if (pin.repository.starts_with('/') || pin.repository.empty())
            return problem(value.offset, fmt::format("{}: a path on this project's own server", folder));
        read_.found.pins.push_back(std::move(pin));
    }

    void read_packages(const std::string& folder, const Code& packages) {
        for (const Code& package : packages.items) {
            const Code* name = package.find("package");
            const Code* version = package.find("version");
            const auto name_text = name != nullptr ? text_of(*name) : std::nullopt;
            const auto version_text = version != nullptr ? text_of(*version) : std::nullopt;
            if (!name_text || !version_text) {
                problem(package.offset, fmt::format("{}: package or version is no literal here", folder));
                continue;
            }
            Pin pin;
            pin.offset = version->offset;
            pin.purl_type = "generic";
            pin.name = *name_text;
            // One package is built for each platform.
            if (const size_t platform = pin.name.find("/${"); platform != std::string::npos) pin.name.resize(platform);
            // "version:2@1.2.3.cr1" has a version; "git_revision:..." has a commit, and an instance's id neither.
            std::string_view tag = *version_text;
            if (tag.starts_with("git_revision:")) {
                if (looks_like_revision(tag.substr(13))) pin.revision = tag.substr(13);
            } else {
                if (tag.starts_with("version:")) tag = tag.substr(8);
                if (const size_t at = tag.rfind('@'); at != std::string_view::npos) tag = tag.substr(at + 1);
                if (looks_like_version(tag)) pin.version = tag;
            }
            read_.found.pins.push_back(std::move(pin));
        }
    }

    const Script& script_;
    Literals literals_;
    LineCounter lines_;
    const Code* vars_ = nullptr;
    mutable size_t depth_ = 0;
    mutable size_t lookups_ = 0;
    GclientDeps read_;
};

}  // namespace

Result<GclientDeps> read_gclient_deps(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Script script, read_script(text, path));
    return DepsReader(script, text).read();
}

}  // namespace ward::inventory
