// All names of a registry with their downloads, in a file that is looked into and not read: lines `name<TAB>downloads`
// (or `name`), sorted by bytes, after lines that begin with `#`. `ward db update names` writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"

namespace ward::names {

class NameRegister {
  public:
    static Result<NameRegister> open(const std::string& path);

    struct Row {
        std::optional<uint64_t> downloads;
    };
    // Nothing where the name is not there. A file that is not sorted gives wrong answers, never other harm.
    std::optional<Row> find(std::string_view name) const;
    std::string_view bytes() const { return map_.bytes(); }

  private:
    Map map_;
    size_t begin_ = 0;  // behind the remarks
};

// The file's text of these rows, which are sorted here.
class NameList;
std::string register_text(const NameList& list, std::string_view remarks);

}  // namespace ward::names
