// A program or library as the subject: what it was linked from, as far as it shows. Never run; read where it lies.
#pragma once

#include <string_view>

#include "base/result.h"
#include "facts/inventory/inventory.h"
#include "facts/subject/form.h"

namespace ward::subject {

// `name` is the file's. A component stands at "NAME/openssl", with the byte offset of its evidence in the text. Node
// itself is the subject where the binary is node; the parts of process.versions whose value is not in the file are
// listed under skipped. The components are not numbered yet.
Result<inventory::Inventory> read_binary(std::string_view bytes, Form form, std::string_view name);

}  // namespace ward::subject
