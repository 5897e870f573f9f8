// A CPE name or a condition over some from any bytes: a name that is read has a package, which is stable when it is
// read again as a formatted string; a condition can be evaluated and told.
#include <string>

#include "formats/cpe.h"
#include "formats/cpe_condition.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto condition = ward::CpeCondition::parse(text)) {
        (void)condition->words();
        (void)condition->evaluate([](const ward::CpeCriterion& criterion) {
            return criterion.holds_for("1.2.3").value_or(false) ? ward::Truth::yes : ward::Truth::unknown;
        });
    }
    const auto cpe = ward::Cpe::parse(text);
    if (!cpe) return 0;
    const auto again = ward::Cpe::parse("cpe:2.3:" + cpe->part + ":" + cpe->package());
    if (!again || again->package() != cpe->package()) __builtin_trap();
    (void)cpe->version_text();
    return 0;
}
