// Probes of the peer that belong to no check and answer only when they are asked for by name. They are made beside the
// check that has their facts. Without these facts they find nothing.
#pragma once

#include <vector>

#include "judges/scorecard/check.h"

namespace ward::scorecard {

std::vector<ProbeFinding> has_binary_artifacts(const Facts& facts);               // checks/binary_artifacts.cc
std::vector<ProbeFinding> unsafe_block(const Facts& facts);                       // unsafe_block.cc
std::vector<ProbeFinding> has_permissive_license(const Facts& facts);             // checks/license.cc
std::vector<ProbeFinding> code_review_one_reviewers(const Facts& facts);          // checks/code_review.cc
std::vector<ProbeFinding> releases_have_verified_provenance(const Facts& facts);  // checks/signed_releases.cc

}  // namespace ward::scorecard
