#include "facts/inventory/package_pins.h"

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

struct IniLine {
    std::string_view section;
    std::string_view text;  // trimmed, without comment
    size_t offset = 0;
    int64_t number = 0;
};

// The lines of a file of [sections] that say something.
Result<std::vector<IniLine>> read_ini(std::string_view text, std::string_view path) {
    std::vector<IniLine> lines;
    std::string_view section;
    int64_t number = 0;
    for (size_t start = 0; start < text.size();) {
        const size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = trim(text.substr(start, end - start));
        const size_t offset = start;
        start = end + 1;
        ++number;
        if (line.empty() || line[0] == '#' || line[0] == ';') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        if (lines.size() >= max_ini_lines)
            return fail(ErrorCode::limit, fmt::format("more than {} lines", max_ini_lines), std::string(path));
        lines.push_back({section, line, offset, number});
    }
    return lines;
}

std::string_view stem_of(std::string_view path) {
    const std::string_view file = path.substr(path.rfind('/') + 1);
    return file.substr(0, file.rfind('.'));
}

// "zlib/1.2.13@user/channel#revision%time"; a range has no version.
std::optional<Pin> conan_reference(std::string_view reference, size_t offset) {
    reference = trim(reference.substr(0, reference.find_first_of("#%")));
    const size_t slash = reference.find('/');
    if (slash == std::string_view::npos || slash == 0) return std::nullopt;
    Pin pin;
    pin.purl_type = "conan";
    pin.name = reference.substr(0, slash);
    std::string_view version = reference.substr(slash + 1);
    version = trim(version.substr(0, version.find('@')));
    if (!version.starts_with('[') && !version.starts_with('(')) pin.version = version;
    pin.offset = offset;
    return pin;
}

bool is_build_section(std::string_view name) {
    return name == "build_requires" || name == "tool_requires" || name == "test_requires" || name == "python_requires";
}

// A reference with its place. Beyond max_pins one more is kept, so that whoever lists them tells of it.
struct Reference {
    std::string_view text;
    size_t offset = 0;
    int64_t line = 0;
    bool is_development = false;
};

void add(Pins& found, const Reference& reference) {
    if (found.pins.size() > max_pins) return;
    auto pin = conan_reference(reference.text, reference.offset);
    if (!pin) {
        found.problems.push_back({reference.line, fmt::format("\"{}\" is no reference", reference.text.substr(0, 80))});
        return;
    }
    pin->is_development = reference.is_development;
    found.pins.push_back(*std::move(pin));
}

class VcpkgReader {
  public:
    Pins read(const Json::Value& root) {
        if (const auto overrides = root.find("overrides"))
            for (const Json::Value one : overrides->items()) read_override(one);
        if (const auto dependencies = root.find("dependencies")) read_dependencies(*dependencies);
        if (const auto features = root.find("features")) {
            // Once a map of features, in old manifests a list of them.
            for (const auto& [name, line, feature] : features->members())
                if (const auto dependencies = feature.find("dependencies")) read_dependencies(*dependencies);
            for (const Json::Value feature : features->items())
                if (const auto dependencies = feature.find("dependencies")) read_dependencies(*dependencies);
        }
        return std::move(found_);
    }

  private:
    void read_override(const Json::Value& one) {
        const auto name = one.string_at("name");
        if (!name) return;
        for (const std::string_view key : {"version", "version-semver", "version-date", "version-string"})
            if (const auto version = one.string_at(key)) {
                // "1.2.3#4" is the fourth change of vcpkg's own to 1.2.3.
                versions_[std::string(*name)] = {std::string(version->substr(0, version->find('#'))), one.offset()};
                return;
            }
    }

    void read_dependencies(const Json::Value& list) {
        for (const Json::Value one : list.items()) {
            const auto name = one.is_object() ? one.string_at("name") : one.string();
            if (!name || name->empty()) {
                found_.problems.push_back({one.line(), "a dependency without a name"});
                continue;
            }
            if (found_.pins.size() > max_pins || !names_.emplace(*name).second) continue;
            Pin pin;
            pin.purl_type = "vcpkg";
            pin.name = *name;
            pin.offset = one.offset();
            if (const auto other = versions_.find(pin.name); other != versions_.end()) {
                pin.version = other->second.first;
                pin.offset = other->second.second;
            }
            // A tool for the machine that builds.
            pin.is_development = one.is_object() && one.truthy_at("host");
            found_.pins.push_back(std::move(pin));
        }
    }

    std::map<std::string, std::pair<std::string, size_t>> versions_;  // of overrides, with their places
    std::set<std::string, std::less<>> names_;
    Pins found_;
};

}  // namespace

Result<Pins> read_meson_wrap(std::string_view text, std::string_view path) {
    WARD_TRY(const std::vector<IniLine> lines, read_ini(text, path));
    std::map<std::string_view, std::pair<std::string_view, size_t>> values;
    std::string_view kind;
    for (const IniLine& line : lines) {
        if (!line.section.starts_with("wrap-")) continue;
        kind = line.section;
        const size_t equals = line.text.find('=');
        if (equals == std::string_view::npos) continue;
        values.try_emplace(trim(line.text.substr(0, equals)), trim(line.text.substr(equals + 1)), line.offset);
    }
    Pins found;
    // One that points to another wrap is nothing itself.
    if (kind == "wrap-redirect") return found;
    if (kind != "wrap-file" && kind != "wrap-git") {
        found.problems.push_back({1, kind.empty() ? "names no kind of wrap" : fmt::format("[{}] is not read", kind)});
        return found;
    }
    Pin pin;
    pin.name = stem_of(path);
    const auto take = [&](std::string_view key) {
        const auto value = values.find(key);
        if (value == values.end()) return std::string();
        pin.offset = value->second.second;
        return std::string(value->second.first);
    };
    pin.folder = take("directory");
    if (kind == "wrap-git") {
        pin.repository = take("url");
        pin.revision = take("revision");
    } else {
        if (std::string file = take("source_filename"); !file.empty()) pin.folder = std::move(file);
        if (std::string url = take("source_url"); !url.empty()) pin.urls.push_back(std::move(url));
        // "1.3.1-2" is WrapDB's second form of 1.3.1.
        const std::string version = take("wrapdb_version");
        pin.version = version.substr(0, version.rfind('-'));
        // A copy of the archive in the tree is not fetched.
        if (pin.urls.empty() && pin.version.empty()) return found;
    }
    found.pins.push_back(std::move(pin));
    return found;
}

Result<Pins> read_vcpkg_manifest(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_build_file_bytes}));
    return VcpkgReader().read(json.root());
}

Result<Pins> read_conanfile_txt(std::string_view text, std::string_view path) {
    WARD_TRY(const std::vector<IniLine> lines, read_ini(text, path));
    Pins found;
    for (const IniLine& line : lines)
        if (line.section == "requires" || is_build_section(line.section))
            add(found, {line.text, line.offset, line.number, line.section != "requires"});
    return found;
}

Result<Pins> read_conanfile_py(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Script script, read_script(text, path));
    const Literals literals(script);
    Pins found;
    LineCounter lines(text);
    const auto take = [&](std::string_view kind, const Code& value) {
        // What a recipe's own test asks for is the recipe's package.
        if (value.text == "self.tested_reference_str") return;
        const auto references = literals.texts_of(value);
        if (!references) {
            found.problems.push_back({lines.at(value.offset), fmt::format("{}: no literal", kind)});
            return;
        }
        for (const std::string& reference : *references)
            add(found, {reference, value.offset, lines.at(value.offset), kind != "requires"});
    };
    for (const auto& [name, value] : script.assignments)
        if (name == "requires" || is_build_section(name)) take(name, value);
    for (const Code& call : script.calls) {
        const std::string_view name = call.text;
        if (!name.starts_with("self.") || call.items.empty()) continue;
        if (name == "self.requires" || is_build_section(name.substr(5))) take(name.substr(5), call.items[0]);
    }
    return found;
}

Result<Pins> read_conan_lock(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_build_file_bytes}));
    Pins found;
    const Json::Value root = json.root();
    for (const std::string_view kind : {"requires", "build_requires", "python_requires", "config_requires"})
        if (const auto references = root.find(kind))
            for (const Json::Value one : references->items())
                add(found, {one.string().value_or(""), one.offset(), one.line(), kind != "requires"});
    const auto graph = root.find("graph_lock");
    const auto nodes = graph ? graph->find("nodes") : std::nullopt;
    if (!nodes) return found;
    for (const auto& [number, line, node] : nodes->members()) {
        const auto reference = node.string_at("ref");
        // The project's own node has no reference to a package, or one without a version.
        if (!reference || reference->find('/') == std::string_view::npos) continue;
        add(found, {*reference, node.offset(), line, node.string_at("context").value_or("host") == "build"});
    }
    return found;
}

}  // namespace ward::inventory
