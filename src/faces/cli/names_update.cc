#include "faces/cli/names_update.h"

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/database_update.h"
#include "facts/names/update.h"
#include "formats/json_writer.h"
#include "io/net/http.h"

namespace ward::cli {
namespace {

std::string json_of(const names::NamesUpdate& update) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-names-update/1").member("names", update.names);
    json.member("popular", update.popular).member("file", update.popular_file);
    json.key("packages").begin_array();
    for (const names::FetchedPackage& package : update.packages)
        json.begin_object()
            .member("name", package.name)
            .member("version", package.version)
            .member("bytes", static_cast<int64_t>(package.bytes))
            .member("names", package.names)
            .end_object();
    json.end_array().member_values("problems", update.problems);
    return json.end_object().take();
}

std::string text_of_names_update(const names::NamesUpdate& update) {
    std::string out;
    for (const names::FetchedPackage& package : update.packages)
        out += fmt::format("{}@{}  {:.1f} MB, {} names\n", display(package.name), display(package.version),
                           static_cast<double>(package.bytes) / 1e6, package.names);
    return out + fmt::format("{}: {} names, the {} most used in order\n", display(update.popular_file), update.names,
                             update.popular);
}

}  // namespace

Result<int> update_names(const Invocation& invocation) {
    if (invocation.arguments.size() != 1 || invocation.arguments[0] != "names")
        return fail(ErrorCode::usage, "updates the advisories, or with the word `names` the names");
    WARD_TRY_VOID(forbid_offline(invocation, {}));
    names::NamesUpdateOptions options;
    if (invocation.has("registry")) options.registry = invocation.value("registry");
    options.all_names = invocation.has("all-names");
    WARD_TRY_VOID(net::check_url(options.registry));
    WARD_TRY(options.folder, data_folder());
    const auto http = net::curl_http("ward/" + std::string(program_version()));
    WARD_TRY(const names::NamesUpdate update, names::update_names(options, *http, invocation.log));
    for (const std::string& problem : update.problems) invocation.log.warn(problem);
    WARD_TRY_VOID(print(invocation.has("json") ? json_of(update) : text_of_names_update(update)));
    return update.problems.empty() ? 0 : 4;
}

}  // namespace ward::cli
