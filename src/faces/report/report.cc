#include "faces/report/report.h"

namespace ward::report {

const Format* format_named(std::string_view name) {
    for (const Format* format : all_formats())
        if (format->name == name) return format;
    return nullptr;
}

}  // namespace ward::report
