// Git bundles: refs and a pack in one file. https://git-scm.com/docs/gitformat-bundle
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/gitobjects/object.h"

namespace ward::release {

constexpr size_t max_bundle_bytes = size_t{2} << 30;
constexpr size_t max_bundle_header_bytes = 16u << 20;
constexpr size_t max_bundle_refs = 100'000;  // and as many prerequisites

struct BundleRef {
    std::string name;
    gitobjects::ObjectId id;

    bool operator==(const BundleRef&) const = default;
};

struct Bundle {
    int version = 2;
    size_t id_bytes = gitobjects::sha1_bytes;
    bool is_filtered = false;                         // some objects were left out
    std::vector<gitobjects::ObjectId> prerequisites;  // commits that it builds on
    std::vector<BundleRef> refs;
    size_t pack = 0;  // where the pack begins
};

bool is_bundle(std::string_view bytes);
// Versions 2 and 3. `parse` with the line; `unsupported` for a version or capability that is unknown.
Result<Bundle> parse_bundle(std::string_view bytes, const std::string& name);

}  // namespace ward::release
