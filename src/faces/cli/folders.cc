#include <unistd.h>

#include <cstdlib>

#include "base/fd.h"
#include "faces/cli/command.h"

namespace ward::cli {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
    return value == nullptr ? std::string() : std::string(value);
}

namespace {

// $WARD_HOME/name, else $XDG_…/ward, else ~/fallback/ward.
Result<std::string> folder(const char* name, const char* xdg, const char* fallback) {
    std::string path;
    if (const std::string home = environment("WARD_HOME"); !home.empty()) path = home + "/" + name;
    else if (const std::string base = environment(xdg); !base.empty()) path = base + "/ward";
    else if (const std::string user = environment("HOME"); !user.empty()) path = user + "/" + fallback + "/ward";
    else return fail(ErrorCode::usage, "neither WARD_HOME nor HOME is set");
    WARD_TRY_VOID(make_folders(path));
    return path;
}

}  // namespace

Result<std::string> data_folder() {
    return folder("data", "XDG_DATA_HOME", ".local/share");
}
Result<std::string> state_folder() {
    return folder("state", "XDG_STATE_HOME", ".local/state");
}
Result<std::string> cache_folder() {
    return folder("cache", "XDG_CACHE_HOME", ".cache");
}

std::string user_configuration() {
    if (const std::string home = environment("WARD_HOME"); !home.empty()) return home + "/config.toml";
    if (const std::string base = environment("XDG_CONFIG_HOME"); !base.empty()) return base + "/ward/config.toml";
    return environment("HOME") + "/.config/ward/config.toml";
}

Result<std::string> database_path(const Invocation& invocation) {
    if (invocation.has("db")) return invocation.value("db");
    WARD_TRY(const std::string data, data_folder());
    return data + "/advisories.db";
}

Result<std::string> readable_database(const Invocation& invocation) {
    WARD_TRY(std::string path, database_path(invocation));
    // Without --db, none at all is the starter set's turn.
    if (invocation.has("db") && ::access(path.c_str(), F_OK) != 0)
        return fail(ErrorCode::not_found, "no such database", path);
    return path;
}

}  // namespace ward::cli
