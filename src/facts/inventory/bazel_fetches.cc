#include "facts/inventory/bazel_fetches.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/literal_code.h"

namespace ward::inventory {
namespace {

std::string_view last_part(std::string_view name) {
    return name.substr(name.rfind('.') + 1);
}

bool is_archive_function(std::string_view name) {
    constexpr std::array<std::string_view, 6> endings{"http_archive", "git_repository",   "http_file",
                                                      "http_jar",     "archive_override", "git_override"};
    const std::string_view last = last_part(name);
    return std::ranges::any_of(endings, [&](std::string_view ending) { return last.ends_with(ending); });
}

class BazelReader {
  public:
    BazelReader(const Script& script, std::string_view text) : script_(script), literals_(script), lines_(text) {}

    Pins read() {
        for (const Code& call : script_.calls) read_override(call);
        for (const Code& call : script_.calls) {
            if (call.text == "bazel_dep") read_dependency(call);
            else read_fetch(call);
        }
        std::set<size_t> told;
        for (const auto& [name, offset] : script_.hidden)
            if (is_archive_function(name) && told.insert(offset).second)
                problem(offset, fmt::format("{} is called inside an expression or condition, which is not read", name));
        return std::move(found_);
    }

  private:
    void problem(size_t offset, std::string reason) {
        found_.problems.push_back({lines_.at(offset), std::move(reason)});
    }

    // The text of a named argument. Nothing where it is not there; where it is no literal, the entry is unread.
    std::string argument(const Code& call, std::string_view name) {
        const Code* value = call.find(name);
        if (value == nullptr || (value->kind == Code::Kind::name && value->text == "None")) return {};
        auto text = literals_.text_of(*value);
        if (!text && unknown_.empty()) unknown_ = name;
        return std::move(text).value_or("");
    }

    std::vector<std::string> urls_of(const Code& call) {
        for (const std::string_view name : {"urls", "url"}) {
            const Code* value = call.find(name);
            if (value == nullptr) continue;
            auto urls = literals_.texts_of(*value);
            if (urls) return *std::move(urls);
            if (unknown_.empty()) unknown_ = name;
        }
        return {};
    }

    void read_override(const Code& call) {
        unknown_.clear();
        const std::string module = argument(call, "module_name");
        if (module.empty()) return;
        if (call.text == "single_version_override") {
            if (std::string version = argument(call, "version"); !version.empty())
                version_override_[module] = std::move(version);
        } else if (last_part(call.text).ends_with("_override")) {
            // Where it comes from is said by the override alone; a local path is the project's own.
            overridden_.insert(module);
        }
    }

    void read_dependency(const Code& call) {
        unknown_.clear();
        Pin pin;
        pin.purl_type = "bazel";
        pin.offset = call.offset;
        pin.name = argument(call, "name");
        if (pin.name.empty() && !call.items.empty()) pin.name = literals_.text_of(call.items[0]).value_or("");
        pin.version = argument(call, "version");
        if (pin.version.empty() && call.items.size() > 1) pin.version = literals_.text_of(call.items[1]).value_or("");
        if (const auto other = version_override_.find(pin.name); other != version_override_.end())
            pin.version = other->second;
        if (const Code* dev = call.find("dev_dependency")) pin.is_development = dev->text == "True";
        if (!unknown_.empty() || pin.name.empty())
            return problem(call.offset,
                           fmt::format("bazel_dep: {} is no literal", unknown_.empty() ? "name" : unknown_));
        if (!overridden_.contains(pin.name)) found_.pins.push_back(std::move(pin));
    }

    // maybe(http_archive, name = ...) is the same as calling it.
    static std::string_view function_of(const Code& call) {
        const bool is_wrapped =
            last_part(call.text).ends_with("maybe") && !call.items.empty() && call.items[0].kind == Code::Kind::name;
        return is_wrapped ? call.items[0].text : call.text;
    }

    // Functions of a project's own that pass the same arguments on are read like what they stand for.
    static bool has_shape(const Code& call) {
        const auto has = [&](std::initializer_list<std::string_view> names) {
            return std::ranges::any_of(names, [&](std::string_view name) { return call.find(name) != nullptr; });
        };
        return has({"name"}) && has({"url", "urls", "remote"}) &&
               has({"sha256", "integrity", "strip_prefix", "commit", "tag"});
    }

    void read_fetch(const Code& call) {
        const std::string_view function = function_of(call);
        if (last_part(function) == "download_and_extract" || last_part(function) == "download") {
            if (function.contains('.')) problem(call.offset, fmt::format("{} is not read", function));
            return;
        }
        if (!is_archive_function(function) && !has_shape(call)) return;
        unknown_.clear();
        Pin pin;
        pin.offset = call.offset;
        pin.name = argument(call, "name");
        if (pin.name.empty()) pin.name = argument(call, "module_name");
        pin.repository = argument(call, "remote");
        pin.revision = argument(call, "commit");
        if (pin.revision.empty()) pin.revision = argument(call, "tag");
        if (pin.revision.empty()) pin.revision = argument(call, "branch");
        pin.urls = urls_of(call);
        if (pin.repository.empty() && pin.urls.empty() && unknown_.empty()) return;
        pin.folder = argument(call, "strip_prefix");
        if (!unknown_.empty())
            return problem(call.offset, fmt::format("{}({}): {} is no literal in this file", function,
                                                    pin.name.substr(0, 80), unknown_));
        pin.offset = offset_of_proof(call);
        found_.pins.push_back(std::move(pin));
    }

    static size_t offset_of_proof(const Code& call) {
        for (const std::string_view name : {"tag", "commit", "strip_prefix", "url", "urls"})
            if (const Code* value = call.find(name)) return value->offset;
        return call.offset;
    }

    const Script& script_;
    Literals literals_;
    LineCounter lines_;
    Pins found_;
    std::map<std::string, std::string> version_override_;
    std::set<std::string> overridden_;
    std::string unknown_;  // the argument of this call that has no value
};

}  // namespace

Result<Pins> read_bazel_fetches(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Script script, read_script(text, path));
    return BazelReader(script, text).read();
}

Result<Pins> read_bazel_lock(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_bazel_lock_bytes}));
    const auto files = json.root().find("registryFileHashes");
    if (!files || !files->is_object())
        return fail(ErrorCode::unsupported, "lock of a Bazel before 7.2, without registryFileHashes",
                    std::string(path));
    Pins found;
    for (const auto& [key, line, value] : files->members()) {
        std::string_view url = key;
        constexpr std::string_view ending = "/source.json";
        if (!url.ends_with(ending)) continue;
        url.remove_suffix(ending.size());
        const auto parts = split(url, '/');
        if (parts.size() < 3 || parts[parts.size() - 3] != "modules") {
            found.problems.push_back({line, "names no module"});
            continue;
        }
        if (found.pins.size() >= max_pins)
            return fail(ErrorCode::limit, fmt::format("more than {} modules", max_pins), std::string(path));
        Pin pin;
        pin.purl_type = "bazel";
        pin.name = parts[parts.size() - 2];
        pin.version = parts.back();
        pin.offset = value.offset();
        found.pins.push_back(std::move(pin));
    }
    return found;
}

}  // namespace ward::inventory
