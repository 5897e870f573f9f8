#include "faces/report/card.h"

#include <algorithm>

namespace ward::report {

const CardForm* form_named(std::string_view name) {
    const auto all = all_forms();
    const auto found = std::ranges::find(all, name, &CardForm::name);
    return found == all.end() ? nullptr : *found;
}

}  // namespace ward::report
