// See peer_config.h; the forms are those of lib/config.js and lib/auth.js of nodejs/node-core-utils.
#include "actions/release/run/peer_config.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/core.h>

#include "actions/release/run/sealing.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/process.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr std::string_view encrypted_start = "-----BEGIN PGP MESSAGE-----\n";
constexpr size_t max_value_bytes = 4'096;
constexpr std::array<std::string_view, 4> keys{"username", "token", "h1_username", "h1_token"};

std::string variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe): nothing here sets it
    return value == nullptr ? "" : value;
}

// A value, and the file that it is from.
struct Found {
    std::string text;
    std::string file;
    bool readable_by_others = false;
};

class PeerConfigReader {
  public:
    PeerConfigReader(const PeerPlaces& places, const PeerWants& wants) : places_(places), wants_(wants) {}

    Result<PeerConfig> read() {
        const std::string user =
            places_.config_home.empty() ? places_.home + "/.ncurc" : places_.config_home + "/ncurc";
        WARD_TRY_VOID(add(user));
        if (!places_.project.empty()) {
            WARD_TRY_VOID(add(places_.project + "/.ncurc"));
            WARD_TRY_VOID(add(places_.project + "/.ncu/config"));
        }
        WARD_TRY(config_.username, value(0, wants_.github));
        WARD_TRY(std::string token, value(1, wants_.github));
        WARD_TRY(config_.hackerone_username, value(2, wants_.hackerone));
        WARD_TRY(std::string hackerone_token, value(3, wants_.hackerone));
        config_.token = Secret(std::move(token));
        config_.hackerone_token = Secret(std::move(hackerone_token));
        return std::move(config_);
    }

  private:
    // The file, or the encrypted one in its stead; what it has is stronger than what was there.
    Result<void> add(const std::string& path) {
        const std::string encrypted = path + ".gpg";
        const bool whole = path_exists(encrypted);
        const std::string& file = whole ? encrypted : path;
        auto content = read_file(file, max_peer_config_bytes);
        if (!content) {
            if (content.error().code == ErrorCode::not_found) return {};
            return std::unexpected(std::move(content).error());
        }
        if (whole) {
            WARD_TRY(*content, decrypt(*content, file));
        }
        if (content->empty()) return {};
        auto table = parse_json(*content, file);
        if (!table) return not_json(table.error(), file);
        if (!table->is_table()) return fail(ErrorCode::parse, "is no JSON object", file);
        struct stat status{};
        const bool open = !whole && ::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
        for (size_t i = 0; i < keys.size(); ++i) {
            const Node* node = table->find(keys[i]);
            if (node == nullptr) continue;
            if (!node->is_string())
                return fail(ErrorCode::parse, fmt::format("'{}' is no text", keys[i]),
                            fmt::format("{}:{}", file, node->line));
            found_[i] = {node->text, file, open};
        }
        config_.files.push_back(file);
        return {};
    }

    // The parser's own words can quote what it found.
    static std::unexpected<Error> not_json(const Error& error, const std::string& file) {
        const std::string where = error.where.starts_with(file + ":") ? error.where : file;
        return fail(error.code, "is not JSON", where);
    }

    Result<std::string> value(size_t at, bool wanted) {
        const Found& found = found_[at];
        if (!wanted || found.text.empty()) return std::string();
        std::string text = found.text;
        const bool is_encrypted = text.starts_with(encrypted_start);
        if (is_encrypted) {
            WARD_TRY(text, decrypt(text, fmt::format("{}: '{}'", found.file, keys[at])));
        }
        text = std::string(trim(text));
        if (text.size() > max_value_bytes || !std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; }))
            return fail(ErrorCode::parse, fmt::format("'{}' holds what it cannot hold", keys[at]), found.file);
        const bool is_token = keys[at].ends_with("token");
        if (is_token && !is_encrypted && found.readable_by_others)
            config_.notes.push_back(
                fmt::format("{}: '{}' can be read by other users (chmod 600)", found.file, keys[at]));
        return text;
    }

    Result<std::string> decrypt(const std::string& message, const std::string& what) const {
        const std::vector<std::string> words{places_.gpg, "--batch", "--quiet", "--no-tty", "--decrypt"};
        const ProcessRequest request{
            .arguments = words,
            .search_path = places_.search_path,
            .environment = places_.environment,
            .input = message,
            .limits = {.out_bytes = max_peer_config_bytes, .err_bytes = max_peer_config_bytes}};
        auto ran = run_process(request);
        if (!ran && ran.error().code == ErrorCode::not_found)
            return fail(ErrorCode::not_found, "is encrypted, and there is no gpg to decrypt it", what);
        if (!ran) return fail(ran.error().code, "gpg could not be run to its end", what);
        if (!ran->succeeded())
            return fail(ErrorCode::auth, fmt::format("gpg could not decrypt it ({}{})", ran->end(), reason(ran->err)),
                        what);
        return std::move(ran->out);
    }

    // Of gpg's words the one line that says why; the others name people.
    static std::string reason(std::string_view words) {
        constexpr std::string_view start = "gpg: decryption failed: ";
        for (const std::string_view line : split(words, '\n'))
            if (line.starts_with(start)) return ": " + display(line.substr(start.size()));
        return {};
    }

    const PeerPlaces& places_;
    const PeerWants& wants_;
    std::array<Found, keys.size()> found_ = {};
    PeerConfig config_ = {};
};

}  // namespace

PeerPlaces peer_places(std::string project) {
    PeerPlaces places{
        .home = variable("HOME"), .config_home = variable("XDG_CONFIG_HOME"), .project = std::move(project)};
    if (places.config_home == "undefined") places.config_home.clear();  // as the peer has it
    Sealer gpg = sealer_of_process();
    places.gpg = std::move(gpg.gpg);
    places.search_path = std::move(gpg.search_path);
    places.environment = std::move(gpg.environment);
    return places;
}

Result<PeerConfig> read_peer_config(const PeerPlaces& places, const PeerWants& wants) {
    return PeerConfigReader(places, wants).read();
}

}  // namespace ward::release
