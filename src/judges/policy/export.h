// A manifest, or the tree it is of, in the forms of others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/root.h"
#include "formats/digest.h"
#include "judges/policy/manifest.h"

namespace ward::policy {

// For `node --experimental-policy` (16 to 22.1): without ward's own object.
std::string node_manifest(const Manifest& manifest);

// The `integrity` of an import map (HTML): for browsers and Deno, what is listed with digests and can be imported.
std::string import_map(const Manifest& manifest);

// May this name stand in a list of lines? Not with a character that makes two of them, or moves or hides text.
bool is_one_line(std::string_view path);

// Lines of `sha384sum -c`; one algorithm a list. Entries without a digest by it, and with two of them (both line
// endings), are left out and named by their keys in `left_out`, and so is what no such line can name.
std::string checksum_list(const Manifest& manifest, ShaAlgorithm algorithm, std::vector<Problem>& left_out);

// What `setfattr --restore` gives the files for the kernel's IMA to appraise: security.ima with the strongest digest
// that each entry has, as `evmctl ima_hash` writes it (form 4, the algorithm's number, the digest).
std::string ima_attributes(const Manifest& manifest, std::vector<Problem>& left_out);

// The digest that fs-verity gives a file of these bytes: SHA-256, blocks of 4096 bytes, no salt.
std::string verity_digest(std::string_view bytes);
// The same of an open file, in one pass.
Result<std::string> verity_digest(const Fd& fd, std::string_view name);
// Lines as `fsverity digest` writes them: "sha256:HEX PATH". Every file of the manifest is read; `unread` also names
// those whose names would be more than one line.
Result<std::string> verity_list(const Manifest& manifest, const Root& root, const std::string& folder,
                                std::vector<Problem>& unread);

}  // namespace ward::policy
