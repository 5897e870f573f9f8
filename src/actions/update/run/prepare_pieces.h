// Questions that a preparation asks on its way (private to prepare.cc): which versions there are and may be taken, what
// upstream says of one, whether a check holds.
#pragma once

#include <string>
#include <vector>

#include "actions/update/run/prepare.h"

namespace ward::update {

// Upstream's versions; names that a source passed over are put behind `passed_over`.
Result<std::vector<Candidate>> list_candidates(const Recipe& recipe, const PrepareContext& context,
                                               std::vector<std::string>& passed_over);
// Points into both.
ChoiceContext choice_context(const Work& work, const PrepareContext& context);
// Which advisories the chosen version closes, keeps and opens; once the tree is derived, the version that it has.
// Nothing while that is not known: of a branch there are commits alone.
void join_advisories(Work& work, const PrepareContext& context);
// `conflict` where a patch of the stack does not apply.
Result<void> check_patches(const Work& work);
// The recipe's `changelog` between the two versions, as it is; empty where there is none, with a note of why.
Result<std::string> changelog_of(const Work& work, const std::vector<Candidate>& candidates,
                                 const std::vector<UnpackedArtefact>& unpacked, std::vector<std::string>& notes);
CheckRow run_check(const Recipe& recipe, const TreeCheck& one, const CheckInput& input);

}  // namespace ward::update
