// See conformance_world.h.
#include "faces/cli/run/conformance_world.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward::cli::conformance {
namespace {

namespace files = std::filesystem;

constexpr size_t max_content = 1u << 20;
constexpr int token_bytes = 16;
constexpr size_t digits = 8;  // of the token, as names
constexpr std::array<std::string_view, 8> vocabulary{"file",  "mkdir",  "symlink", "hardlink",
                                                     "chmod", "digits", "touch",   "nonce"};

std::string random_word(size_t bytes) {
    std::string raw(bytes, '\0');
    size_t have = 0;
    while (have < bytes) {
        const ssize_t count = ::getrandom(raw.data() + have, bytes - have, 0);
        if (count > 0) have += static_cast<size_t>(count);
    }
    return hex(raw);
}

Result<void> write_file(const std::string& path, std::string_view text) {
    WARD_TRY_VOID(make_folders(path.substr(0, path.rfind('/'))));
    WARD_TRY(const Fd file, open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0644));
    return write_all(file.get(), text, path);
}

std::string seen_of(const std::string& path) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) return "gone";
    // Times of a folder follow from what is in it; the ticker changes by itself.
    const bool timed = !S_ISDIR(info.st_mode) && !path.ends_with("/ticker");
    std::string out = fmt::format("{:o} {} {} {} {}.{}", info.st_mode, info.st_uid, info.st_gid, info.st_ino,
                                  timed ? info.st_mtim.tv_sec : 0, timed ? info.st_mtim.tv_nsec : 0);
    std::array<char, 1024> names{};
    const ssize_t size = ::llistxattr(path.c_str(), names.data(), names.size());
    if (size > 0) out.append(names.data(), static_cast<size_t>(size));
    if (S_ISREG(info.st_mode)) out += "\n" + read_file(path, max_content).value_or("unread");
    return out;
}

}  // namespace

Result<World> World::make() {
    World out;
    WARD_TRY(out.folder_, TemporaryFolder::make("ward-conformance"));
    out.token_ = random_word(token_bytes);
    for (const std::string_view folder : {"grant", "secret", "dir", "home"})
        if (::mkdir(out.path(folder).c_str(), 0755) != 0) return fail_errno("cannot make a folder", out.path(folder));
    WARD_TRY_VOID(out.write("secret/secret.txt", out.token_ + "\n"));
    return out;
}

std::string World::fill(std::string_view text) const {
    std::string out = replace_all(text, "{token}", token_);
    for (const std::string_view name : {"grant", "secret", "readonly", "dir"})
        out = replace_all(out, "{" + std::string(name) + "}", path(name));
    return replace_all(out, "{probe}", path("probe.js"));
}

std::vector<std::string> World::fill_all(const std::vector<std::string>& texts) const {
    std::vector<std::string> out;
    out.reserve(texts.size());
    for (const std::string& text : texts) out.push_back(fill(text));
    return out;
}

std::string World::unfill(std::string text) const {
    text = replace_all(text, path("probe.js"), "{probe}");
    for (const std::string_view name : {"grant", "secret", "readonly", "dir"})
        text = replace_all(text, path(name), "{" + std::string(name) + "}");
    return text;
}

bool World::knows(std::string_view line) {
    return std::ranges::find(vocabulary, line.substr(0, line.find(' '))) != vocabulary.end();
}

Result<void> World::write(std::string_view name, std::string_view text) const {
    return write_file(path(name), text);
}

Result<void> World::set_up(std::string_view line) {
    std::vector<std::string> words;
    for (const std::string_view word : split(line, ' ')) words.push_back(fill(word));
    const std::string verb = words[0];
    const bool second = verb == "symlink" || verb == "hardlink" || verb == "chmod";
    if (!knows(line) || words.size() < (verb == "nonce" ? 1u : second ? 3u : 2u))
        return fail(ErrorCode::parse, "no set-up '" + display(line) + "'");
    int failed = 0;
    if (verb == "nonce") {
        nonce_ = random_word(8);
    } else if (verb == "file") {
        const std::string text = join(std::span(words).subspan(2), " ");
        return write_file(words[1], text.empty() ? "text\n" : text);
    } else if (verb == "mkdir") {
        return make_folders(words[1]);
    } else if (verb == "symlink") {
        failed = ::symlink(words[2].c_str(), words[1].c_str());
    } else if (verb == "hardlink") {
        failed = ::link(words[2].c_str(), words[1].c_str());
    } else if (verb == "chmod") {
        unsigned mode = 0;
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), mode, 8);
        failed = ::chmod(words[1].c_str(), mode);
    } else if (verb == "digits") {
        for (size_t i = 0; i < digits; ++i)
            WARD_TRY_VOID(write_file(fmt::format("{}/{}-{}", words[1], i, token_[i]), ""));
    } else if (verb == "touch") {
        WARD_TRY_VOID(write_file(words[1], "tick\n"));
        ticker_ = std::jthread([path = words[1]](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                (void)::utimensat(AT_FDCWD, path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
                std::this_thread::sleep_for(std::chrono::milliseconds(200));
            }
        });
    }
    if (failed != 0) return fail_errno("cannot set up " + display(line), top());
    return {};
}

void World::remember(bool grant_too) {
    grant_too_ = grant_too;
    before_ = state();
}

World::State World::state() const {
    State out;
    std::vector<std::string> folders{path("secret"), path("readonly")};
    if (grant_too_) folders.push_back(path("grant"));
    for (const std::string& folder : folders) {
        std::error_code error;
        for (files::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
            out[at->path().string()] = seen_of(at->path().string());
    }
    return out;
}

std::vector<std::string> World::changed() const {
    const State now = state();
    std::vector<std::string> out;
    for (const auto& [path, seen] : now)
        if (const auto found = before_.find(path); found == before_.end() || found->second != seen) out.push_back(path);
    for (const auto& [path, seen] : before_)
        if (!now.contains(path)) out.push_back(path);
    return out;
}

}  // namespace ward::cli::conformance
