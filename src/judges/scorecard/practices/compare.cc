// See compare.h.
#include "judges/scorecard/practices/compare.h"

#include <algorithm>

namespace ward::scorecard::practices {

std::vector<Compared> compare(const Sheet& sheet) {
    std::vector<Compared> out;
    if (!sheet.published) return out;
    for (const Answered& row : sheet.rows) {
        const auto found = std::ranges::find(sheet.published->answers, row.criterion->id, &PublishedAnswer::id);
        const PublishedAnswer* published = found == sheet.published->answers.end() ? nullptr : &*found;
        out.push_back({&row, published,
                       verdict_of(row.answer.status, published == nullptr ? Status::unknown : published->status)});
    }
    return out;
}

Agreement agreement_of(std::span<const Compared> rows) {
    Agreement out;
    for (const Compared& row : rows) {
        switch (row.verdict) {
            case Verdict::agree: ++out.agree; break;
            case Verdict::differ: ++out.differ; break;
            case Verdict::only_published: ++out.only_published; break;
            case Verdict::only_seen: ++out.only_seen; break;
            case Verdict::neither: break;
        }
    }
    return out;
}

}  // namespace ward::scorecard::practices
