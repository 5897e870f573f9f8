// What stands in the files of refs: https://git-scm.com/docs/gitrepository-layout.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::gitobjects {

bool is_object_id(std::string_view text);  // 40 or 64 hexadecimal digits

// The rules of git-check-ref-format that keep a name from being another path than it seems. A ref becomes a path.
bool is_ref_name(std::string_view name);

// What HEAD or a loose ref says: an id, or the name of another ref.
struct RefTarget {
    std::string commit;
    std::string ref;
};
Result<RefTarget> parse_ref_file(std::string_view text, const std::string& where);

struct PackedRef {
    std::string_view name;
    std::string_view id;  // as written
};
// The next line of packed-refs that names a ref, taken off `rest`; nothing at its end. `number` counts lines.
Result<std::optional<PackedRef>> next_packed_ref(std::string_view& rest, int& number, const std::string& where);

}  // namespace ward::gitobjects
