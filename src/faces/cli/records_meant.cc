#include "faces/cli/command.h"

namespace ward::cli {

std::vector<advisory::RecordNumber> records_meant(const advisory::Index& index, std::string_view id) {
    if (const auto exact = index.find(id)) return {*exact};
    return index.records_named(id);
}

}  // namespace ward::cli
