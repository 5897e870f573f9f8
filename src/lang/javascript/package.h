// package.json as Node.js's module loaders read it: name, main, type, exports, imports. Unlike the rest of ward this
// takes the last of two equal keys, because node does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ward::javascript {

// Limits: bytes of a package.json, and how deep `exports` and `imports` nest.
inline constexpr size_t max_package_bytes = size_t{16} << 20;
inline constexpr size_t max_target_depth = 64;

// A value of `exports` or `imports`.
struct Target {
    enum class Kind : uint8_t { null, text, list, table, other };
    Kind kind = Kind::null;
    std::string text = {};
    std::vector<Target> items = {};
    std::vector<std::pair<std::string, Target>> fields = {};  // in the file's order; keys are unique

    Target() = default;
    const Target* find(std::string_view key) const;
};

enum class PackageType : uint8_t { none, commonjs, module };

struct Package {
    std::string path;  // of the package.json
    std::optional<std::string> name;
    std::optional<std::string> main;
    PackageType type = PackageType::none;
    std::optional<Target> exports;  // only strings, lists and tables count
    std::optional<Target> imports;  // only lists and tables
};

Result<Package> parse_package(std::string_view json, std::string path);

}  // namespace ward::javascript
