#include "judges/vet/behaviour/behaviour.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"

namespace ward::vet {
namespace {

constexpr std::array decoy_files{
    Decoy{".npmrc", "//registry.npmjs.org/:_authToken=npm_decoyDecoyDecoyDecoyDecoyDecoyDecoy\n"},
    Decoy{".yarnrc.yml", "npmAuthToken: npm_decoyDecoyDecoyDecoyDecoyDecoyDecoy\n"},
    Decoy{".netrc", "machine github.com login decoy password decoy\n"},
    Decoy{".git-credentials", "https://decoy:decoy@github.com\n"},
    Decoy{".gitconfig", "[user]\n\tname = Decoy\n\temail = decoy@example.org\n"},
    Decoy{".ssh/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\ndecoy\n-----END OPENSSH PRIVATE KEY-----\n"},
    Decoy{".ssh/id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\ndecoy\n-----END OPENSSH PRIVATE KEY-----\n"},
    Decoy{".ssh/known_hosts", "github.com ssh-ed25519 decoy\n"},
    Decoy{".aws/credentials", "[default]\naws_access_key_id = AKIADECOYDECOYDECOY\naws_secret_access_key = decoy\n"},
    Decoy{".aws/config", "[default]\nregion = eu-west-1\n"},
    Decoy{".azure/accessTokens.json", "[]\n"},
    Decoy{".config/gcloud/application_default_credentials.json", "{\"client_secret\": \"decoy\"}\n"},
    Decoy{".config/gh/hosts.yml", "github.com:\n    oauth_token: gho_decoy\n"},
    Decoy{".docker/config.json", "{\"auths\": {\"registry.example.org\": {\"auth\": \"ZGVjb3k6ZGVjb3k=\"}}}\n"},
    Decoy{".kube/config", "apiVersion: v1\nkind: Config\nusers: []\n"},
    Decoy{".gnupg/secring.gpg", "decoy\n"},
    Decoy{".pypirc", "[pypi]\nusername = __token__\npassword = pypi-decoy\n"},
    Decoy{".bash_history", "export TOKEN=decoy\n"},
    Decoy{".electrum/wallets/default_wallet", "{}\n"},
    Decoy{".config/solana/id.json", "[]\n"},
    Decoy{".config/Exodus/exodus.wallet/seed.seco", "decoy\n"},
    Decoy{".config/google-chrome/Default/Login Data", "decoy\n"},
    Decoy{".mozilla/firefox/profiles.ini", "[Profile0]\nPath=decoy.default\n"},
};
// A shell or npm itself looks at these; they say nothing.
constexpr std::array<std::string_view, 5> harmless{".npmrc", ".gitconfig", ".yarnrc.yml", ".bash_history",
                                                   ".ssh/known_hosts"};
constexpr std::array<std::string_view, 17> fetchers{"curl",   "wget",  "bun",        "deno", "nc",    "ncat",
                                                    "netcat", "socat", "ssh",        "scp",  "ftp",   "tftp",
                                                    "aria2c", "fetch", "powershell", "pwsh", "telnet"};
constexpr std::array<std::string_view, 8> planted{".github/workflows/", ".vscode/", ".cursor/", ".claude/",
                                                  ".git/hooks/",        ".gemini/", ".bashrc",  ".profile"};

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// For people: the package's folder is `.`, the decoys' home `~`.
std::string shown(std::string_view path, const Scene& scene) {
    if (is_below(path, scene.package)) return "." + std::string(path.substr(scene.package.size()));
    if (is_below(path, scene.home)) return "~" + std::string(path.substr(scene.home.size()));
    if (path == scene.home) return "~";
    if (is_below(path, scene.scratch)) return "SCRATCH" + std::string(path.substr(scene.scratch.size()));
    return std::string(path);
}

bool is_own_scratch(std::string_view path, const Scene& scene) {
    return is_below(path, scene.scratch) && !is_below(path, scene.home);
}

class Gathering {
  public:
    explicit Gathering(const Scene& scene) : scene_(scene) {}

    void see(const Attempt& attempt) {
        switch (attempt.kind) {
            case Attempt::Kind::read: return read(attempt);
            case Attempt::Kind::write: return write(attempt);
            case Attempt::Kind::remove: return remove(attempt);
            case Attempt::Kind::execute: return execute(attempt);
            case Attempt::Kind::network: return network(attempt);
            case Attempt::Kind::other: break;
        }
    }

    std::vector<Sighting> sightings() {
        if (stole_ && connected_) add("S03", "reads credentials and opens the network", "both were tried in one run");
        std::vector<Sighting> out;
        out.reserve(seen_.size());
        for (auto& [signal, sighting] : seen_) out.push_back(std::move(sighting));
        return out;
    }

  private:
    void add(std::string_view signal, std::string what, std::string text) {
        Sighting& sighting = seen_[std::string(signal)];
        if (sighting.signal.empty()) {
            sighting.signal = signal;
            sighting.what = fmt::format("{} {}", scene_.script, what);
        }
        const Evidence one{scene_.place.path, scene_.place.line, std::move(text)};
        if (sighting.evidence.size() < max_evidence &&
            std::ranges::find(sighting.evidence, one) == sighting.evidence.end())
            sighting.evidence.push_back(one);
    }
    std::string by(const Attempt& attempt) const {
        return fmt::format("{} {} by {}", attempt.call, shown(attempt.resource, scene_), base_name(attempt.program));
    }
    void read(const Attempt& attempt) {
        if (!is_below(attempt.resource, scene_.home)) return;
        const std::string_view path = std::string_view(attempt.resource).substr(scene_.home.size() + 1);
        const auto decoy = std::ranges::find(decoy_files, path, &Decoy::path);
        if (decoy == decoy_files.end() || std::ranges::find(harmless, path) != harmless.end()) return;
        stole_ = true;
        add("S02", "tries to read credentials", by(attempt));
    }
    void write(const Attempt& attempt) {
        if (is_below(attempt.resource, "/dev") || is_below(attempt.resource, "/proc")) return;
        for (const std::string_view place : planted)
            if (attempt.resource.find(fmt::format("/{}", place)) != std::string::npos)
                add("S09", "tries to plant automation", by(attempt));
        if (!is_own_scratch(attempt.resource, scene_)) add("S18", "tries to write outside of its package", by(attempt));
    }
    void remove(const Attempt& attempt) {
        if (is_below(attempt.resource, scene_.home) || attempt.resource == scene_.home)
            add("S11", "tries to remove files of the home folder", by(attempt));
        else if (!is_own_scratch(attempt.resource, scene_))
            add("S18", "tries to write outside of its package", by(attempt));
    }
    void execute(const Attempt& attempt) {
        if (is_fetcher(base_name(attempt.resource))) add("S07", "starts a program that fetches", by(attempt));
    }
    void network(const Attempt& attempt) {
        connected_ = true;
        add("S17", "opens the network", by(attempt));
    }

    const Scene& scene_;
    std::map<std::string, Sighting> seen_;
    bool stole_ = false;
    bool connected_ = false;
};

}  // namespace

std::span<const Decoy> decoys() {
    return decoy_files;
}

bool is_fetcher(std::string_view program) {
    return std::ranges::find(fetchers, program) != fetchers.end();
}

std::vector<Sighting> sightings_of_attempts(std::span<const Attempt> attempts, const Scene& scene) {
    Gathering gathering(scene);
    for (const Attempt& attempt : attempts) gathering.see(attempt);
    return gathering.sightings();
}

}  // namespace ward::vet
