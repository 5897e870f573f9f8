// process.versions of a node binary, without running it.
//
// Since version 18 the object itself lies in the binary: the startup snapshot that V8 makes it from holds its values in
// the order of its keys, and the keys beside one another elsewhere. Before, and in builds without a snapshot, the
// values that are constants of the program stand one after the other among its texts, in the order in which node's
// source names them; the others are made when node starts, and some of those are known by functions of the libraries.
//
// Nothing is guessed: where the values fit the keys in two ways, or in none, the keys concerned are told as unknown.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ward::subject {

struct NodeVersion {
    std::string key;  // "cjs_module_lexer"
    std::string version;
    size_t offset = 0;
    std::string text;  // how it is known
};

struct NodeVersions {
    std::string version;        // of node
    size_t version_offset = 0;  // in the file
    std::string version_text;
    std::vector<NodeVersion> found;      // sorted by key; without node, modules and napi
    std::vector<std::string> not_found;  // keys that the binary has and whose value is not known
};

// A version that is known by something else: by key of process.versions.
struct Known {
    std::string version;
    size_t offset = 0;
    std::string text;
};

// Nothing recognised: `version` is empty. `known` may settle what the table alone leaves open.
NodeVersions read_node_versions(std::string_view bytes, const std::map<std::string, Known>& known);

// ABI numbers of node, not components.
bool is_abi_number(std::string_view key);

}  // namespace ward::subject
