// ward release verify, cve verify: is everything public that was announced. Reads only.
#include <fmt/core.h>

#include "actions/release/run/verify_public.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

using Ask = release::Verified (*)(const release::Release&, const release::Project&, release::Doors&);

// What is open on standard output; what could not be asked is told beside it.
Result<int> tell(const Invocation& invocation, const release::Release& record, const release::Verified& found) {
    std::string text;
    if (invocation.has("json")) text = verified_json(invocation.command, record, found);
    else
        for (const std::string& what : found.open) text += display(what) + "\n";
    WARD_TRY_VOID(print(text));
    for (const std::string& what : found.unknown) invocation.log.warn(display(what));
    constexpr int incomplete_status = 4;
    if (!found.open.empty()) return verification_status;
    return found.unknown.empty() ? 0 : incomplete_status;
}

// It was announced, its day came, and it is not out: nobody else would tell a job that asks every hour.
bool is_overdue(const release::Release& record, Instant at) {
    return record.embargo == release::Embargo::coordinated && record.state >= release::State::announced &&
           record.state < release::State::disclosed && record.lift_at && *record.lift_at <= at;
}

Result<int> verify(const Invocation& invocation, Ask ask) {
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const release::Release record, group.release(id));
    if (ask == release::verify_release && is_overdue(record, now()))
        return tell(invocation, record,
                    {.open = {fmt::format("it was to be out at {} and is {}: ward release postpone, or announce post",
                                          format_instant(*record.lift_at), name_of(record.state))}});
    // Who asks about embargoed ids tells that there are some.
    if (record.is_embargoed(now()) || record.state < release::State::disclosed) {
        invocation.log.info("nothing of it has to be public yet");
        if (invocation.has("json")) WARD_TRY_VOID(print(verified_json(invocation.command, record, {})));
        return nothing_to_do_status;
    }
    WARD_TRY(const auto outside, ReleaseOutside::open(invocation, group));
    const release::Verified found = ask(record, group.project(), outside->doors());
    invocation.log.info(
        fmt::format("{} asked, {} open, {} not known", found.asked, found.open.size(), found.unknown.size()));
    return tell(invocation, record, found);
}

}  // namespace

Result<int> release_verify(const Invocation& invocation) {
    return verify(invocation, release::verify_release);
}

Result<int> release_cve_verify(const Invocation& invocation) {
    return verify(invocation, release::verify_cves);
}

}  // namespace ward::cli
