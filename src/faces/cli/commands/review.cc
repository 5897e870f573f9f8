// ward review: every judge over one project, compared with the last review, and remembered for the next.
#include "base/text.h"
#include "faces/cli/options.h"
#include "faces/cli/scan.h"
#include "faces/cli/subjects.h"
#include "faces/cli/track.h"
#include "faces/cli/vet/options.h"
#include "io/store/store.h"

namespace ward::cli {
namespace {

constexpr std::array review_options{
    Option{.name = "no-store", .help = "neither read nor write the store of reviews"},
};

Result<int> run_review(const Invocation& asked) {
    Invocation invocation = asked;
    if (invocation.arguments.size() > 1)
        return fail(ErrorCode::usage, "reviews one project; `ward audit` takes several");
    WARD_TRY_VOID(check_track(invocation));
    WARD_TRY(Report report, scan(invocation, review::all_judges()));
    // --previous names the memory to use; else the store is it.
    const bool use_store = !invocation.has("no-store");
    std::optional<store::Store> memory;
    if (use_store) {
        WARD_TRY(const std::string folder, state_folder());
        WARD_TRY(memory, store::Store::open(folder + "/ward.sqlite"));
        if (!invocation.has("previous")) {
            WARD_TRY(const auto last, memory->last_review(project_id(invocation)));
            if (last) {
                WARD_TRY(const review::State state, review::state_from_json(last->json, "the last review"));
                review::compare(report, state);
            }
        }
    }
    WARD_TRY(const int status, deliver(report, invocation));
    // Remembered only after the report is out: a review nobody saw must not make its findings old.
    if (memory)
        WARD_TRY_VOID(
            memory->put_review(project_id(invocation), {report.started, review::to_json(review::state_of(report))}));
    return track(report, invocation, status);
}

constexpr Verb review_verbs[] = {{
    .name = "",
    .usage = "[PATH]",
    .summary = "the security review of one project, compared with the last one",
    .options = {report_options, scan_options, runtime_options, review_options, track_options, tracker_options,
                vet_judge_options},
    .run = run_review,
    .details = "Runs every judge over PATH (the current folder where none is given), applies assessments.toml of its "
               "root, and says\n"
               "what is new, gone and unchanged. In CI, keep the memory in the project: --previous FILE --save FILE.",
}};

}  // namespace

WARD_COMMAND(review) = {.name = "review",
                        .summary = "the security review of one project, compared with the last one",
                        .verbs = review_verbs,
                        .rank = 10};

}  // namespace ward::cli
