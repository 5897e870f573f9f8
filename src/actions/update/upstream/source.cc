#include "actions/update/upstream/source.h"

#include <algorithm>

namespace ward::update {

const SourceKind* source_kind_named(std::string_view name) {
    const auto all = all_source_kinds();
    const auto found = std::ranges::find(all, name, &SourceKind::name);
    return found == all.end() ? nullptr : *found;
}

}  // namespace ward::update
