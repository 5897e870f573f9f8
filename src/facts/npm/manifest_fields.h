// The fields of a manifest out of a JSON object (private to this folder).
#pragma once

#include "facts/inventory/json_scan.h"
#include "facts/npm/package.h"

namespace ward::npm {

// A string, or nothing. Other kinds are a problem of `manifest`, but for null.
std::string text_field(const inventory::Json::Value& object, std::string_view key, Manifest& manifest);

// Everything but repeated keys, which only the whole document knows.
Manifest manifest_of(const inventory::Json::Value& object);

}  // namespace ward::npm
