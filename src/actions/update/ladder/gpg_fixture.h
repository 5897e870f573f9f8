// Keys of OpenPGP that are made when a test runs, in a folder of its own, by the `gpg` program.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/process.h"
#include "base/temporary_folder.h"
#include "base/text.h"

namespace ward::update::test {

class Gpg {
  public:
    Gpg() : home_(TemporaryFolder::make("wg").value()) {}
    Gpg(const Gpg&) = delete;
    Gpg& operator=(const Gpg&) = delete;
    // Ends the agent that gpg started for this folder, and waits until it has put its sockets away: the folder is
    // removed after this.
    ~Gpg() {
        run("gpgconf", {"--kill", "all"});
        for (int i = 0; i < 200 && path_exists(home_.path() + "/S.gpg-agent"); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }

    const std::string& home() const { return home_.path(); }
    static bool is_there() { return find_program("gpg", path()) && find_program("gpgv", path()); }
    static std::vector<std::string> path() { return {"/usr/local/bin", "/usr/bin", "/bin"}; }

    ProcessOutcome run(const std::string& program, std::vector<std::string> words, std::string input = {}) const {
        words.insert(words.begin(), program);
        const auto ran = run_process({.arguments = std::move(words),
                                      .search_path = path(),
                                      .environment = {"GNUPGHOME=" + home_.path(), "PATH=/usr/bin:/bin", "LC_ALL=C"},
                                      .folder = home_.path(),
                                      .input = std::move(input)});
        if (!ran) ADD_FAILURE() << ran.error().message();
        return ran.value_or(ProcessOutcome{});
    }
    std::string gpg(std::vector<std::string> words, std::string input = {}) const {
        words.insert(words.begin(), {"--batch", "--no-tty", "--quiet", "--yes", "--pinentry-mode", "loopback",
                                     "--passphrase", "", "--trust-model", "always"});
        const ProcessOutcome ran = run("gpg", std::move(words), std::move(input));
        EXPECT_TRUE(ran.succeeded()) << ran.err;
        return ran.out;
    }
    // The fingerprint of a new key. `when` is "20200101T000000", or empty for now; `lasts` "1d" or "never".
    std::string make_key(const std::string& name, const std::string& kind = "ed25519", const std::string& when = {},
                         const std::string& lasts = "never") const {
        gpg(at(when, {"--quick-gen-key", name, kind, "sign", lasts}));
        const std::string listed = gpg({"--with-colons", "--list-keys", "=" + name});
        std::string fingerprint;
        for (const std::string_view line : split(listed, '\n'))
            if (line.starts_with("fpr:") && fingerprint.empty()) fingerprint = split(line, ':')[9];
        return fingerprint;
    }
    std::string sign(const std::string& key, const std::string& bytes, const std::string& when = {},
                     std::vector<std::string> more = {}) const {
        more.insert(more.end(), {"--local-user", key, "--output", "-", "--detach-sign"});
        return gpg(at(when, std::move(more)), bytes);
    }
    std::string keyring() const { return gpg({"--export"}); }
    std::string armoured() const { return gpg({"--armor", "--export"}); }
    void revoke(const std::string& key) const {
        const auto kept = read_file(home_.path() + "/openpgp-revocs.d/" + key + ".rev", 1u << 20);
        ASSERT_TRUE(kept);
        gpg({"--import"}, replace_all(*kept, ":-----BEGIN", "-----BEGIN"));
    }

  private:
    static std::vector<std::string> at(const std::string& when, std::vector<std::string> words) {
        if (!when.empty()) words.insert(words.begin(), {"--faked-system-time", when + "!"});
        return words;
    }

    TemporaryFolder home_;
};

}  // namespace ward::update::test
