// Where an archive is and which digest it has, as JSON, for a build that fetches it by itself (nodejs/node's
// tools/icu/current_ver.dep; its configure.py takes any digest that Python has under its name).
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/generator.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

Result<std::string> make_dependency_file(const GenerateInput& input) {
    JsonWriter json;
    json.begin_array();
    for (const auto& [url, sha256] : input.artefacts) {
        // An artefact that is no download (files of a commit) has no digest, and a build cannot fetch it.
        if (url.empty() || sha256.empty())
            return fail(ErrorCode::unsupported, "an artefact has no address or no digest", input.rule->to);
        json.begin_object().member("url", url).member("sha256", sha256).end_object();
    }
    if (input.artefacts.empty()) return fail(ErrorCode::usage, "there is no artefact to write down", input.rule->to);
    json.end_array();
    return json.take();
}

}  // namespace

WARD_UPDATE_GENERATOR(dependency_file) = {
    .name = "dependency-file",
    .summary = "JSON with the address and SHA-256 of each artefact",
    .words = {},
    .lists = {},
    .make = make_dependency_file,
};

}  // namespace ward::update
