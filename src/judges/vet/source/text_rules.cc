#include "judges/vet/source/text_rules.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>

#include "base/text.h"

namespace ward::vet {
namespace {

struct TextRule {
    Mark mark;
    const char* pattern;
};

// \x1a is a hole: a part of the text that is computed. Classes that exclude characters exclude \x00, the separator.
constexpr TextRule rules[] = {
    // Files of credentials, and where clouds give them out.
    {Mark::npm_secrets, R"((?:^|[/\\\x00\x1a~])\.(?:npmrc|yarnrc(?:\.yml)?|pypirc)(?:[\x00"'\s);|&]|$))"},
    {Mark::ssh_secrets, R"(\.ssh[/\\]|(?:^|[/\\\x00])\.ssh(?:\x00|$)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b)"},
    {Mark::cloud_secrets,
     R"(\.aws[/\\](?:credentials|config)|(?:^|[/\\\x00])\.aws(?:[\x00/\\]|$)|\.azure[/\\]|\.config[/\\]gcloud|)"
     R"(gcloud[/\\](?:application_default_credentials|credentials\.db)|\.kube[/\\]config|\.docker[/\\]config\.json)"},
    {Mark::cloud_secrets, R"(169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|fd00:ec2::254)"},
    {Mark::cloud_secrets, R"(/var/run/secrets/kubernetes\.io|\.vault-token)"},
    {Mark::git_secrets,
     R"(\.git-credentials|(?:^|[/\\\x00\x1a~])[._]netrc(?:\x00|$)|\.config[/\\](?:gh[/\\]hosts\.yml|git[/\\]credentials))"},
    {Mark::browser_secrets,
     R"(\bLogin Data\b|\bkey4\.db\b|\blogins\.json(?:\x00|$)|\bcookies\.sqlite\b|Local Storage[/\\]leveldb|Network[/\\]Cookies\b|)"
     R"((?:Google[/\\]Chrome|BraveSoftware[/\\]Brave-Browser|Microsoft[/\\]Edge|Opera Stable)[/\\][^\x00]{0,40}(?:Cookies|Web Data|Local Extension Settings|Local Storage))"},
    {Mark::wallet_secrets,
     R"(nkbihfbeogaeaoehlefnkodbefgpgknn|bfnaelmomeimhlpmgjnjophhpkkoljpa|ibnejdfjmmkpcnlpebklmnkoeoihofec|hnfanknocfeofbddgcijnmhnfnkdnaad)"},
    {Mark::wallet_secrets,
     R"(\bwallet\.dat\b|[/\\](?:Exodus|Electrum|Atomic|Ethereum|Bitcoin|Coinomi|Guarda|Ledger Live)[/\\]|\.electrum[/\\]|\.config[/\\]solana[/\\]id\.json|exodus\.wallet)"},
    {Mark::keychain_secrets,
     R"(login\.keychain(?:-db)?|Library[/\\]Keychains|security (?:find-generic-password|dump-keychain)|\.local[/\\]share[/\\]keyrings)"},
    {Mark::shell_history, R"(\.(?:bash|zsh|sh|node_repl|python)_history\b)"},
    {Mark::system_secrets, R"(/etc/shadow\b|/proc/self/environ|/proc/\x1a/environ|/proc/\x1a/mem\b)"},
    {Mark::secret_scanner, R"((?i)\btrufflehog\b|\bgitleaks\b)"},
    // Where data goes.
    {Mark::collecting_host,
     R"((?i)\bwebhook\.site\b|\.oast\.(?:fun|pro|live|site|online|me)\b|\binteract\.?sh\b|\bburpcollaborator\.net\b|\boastify\.com\b|\bcanarytokens\.(?:com|org)\b|)"
     R"(\bdnslog\.cn\b|\bceye\.io\b|\brequestrepo\.com\b|\.dnslog\.|\bbxss\.(?:me|in)\b|\bxss\.ht\b)"},
    {Mark::collecting_host,
     R"((?i)\bpipedream\.net\b|\brequestbin\.(?:com|net|io)\b|\.b\.requestbin|\bbeeceptor\.com\b|\bhookbin\.com\b|\brequestcatcher\.com\b|\bmockbin\.|\bpostb\.in\b|\bwebhook-test\.com\b|)"
     R"(\bhookdeck\.com\b|\bpenguin\.linux\b|\bmocky\.io\b|\bwebhookinbox\.com\b)"},
    {Mark::chat_webhook,
     R"(discord(?:app)?\.com/api/(?:v\d+/)?webhooks/[\d\x1a]|hooks\.slack\.com/(?:services|workflows)/[T\x1a])"},
    {Mark::chat_bot, R"(api\.telegram\.org/bot)"},
    {Mark::tunnel,
     R"((?i)\b[\w\x1a-]{4,}\.ngrok(?:-free)?\.(?:io|app|dev)\b|\x1a\.ngrok|\b[\w\x1a-]{4,}\.trycloudflare\.com\b|\.loca\.lt\b|\bserveo\.net\b|\.localhost\.run\b|\.lhr\.life\b|\bbore\.pub\b)"},
    {Mark::paste_site,
     R"((?i)\bpastebin\.com/(?:raw|api)|\bpaste\.ee/r|\bhastebin\.com/raw|\brentry\.co/|\bghostbin\.|\bdpaste\.(?:org|com)|\bix\.io/|\btermbin\.com\b|\bcontrolc\.com\b|\bjsonkeeper\.com/b|)"
     R"(\bnpoint\.io/|\bjsonbin\.io|\bcalendar\.app\.google/|\bpaste\.rs\b)"},
    {Mark::file_drop,
     R"((?i)\btransfer\.sh\b|\bfile\.io\b|\b0x0\.st\b|\banonfiles?\.com\b|\bgofile\.io\b|\bbashupload\.com\b|\btmpfiles\.org\b|\bcatbox\.moe\b|\bmega\.nz/)"},
    {Mark::bare_address, R"(\b(?:https?|wss?|tcp|ftp)://(?:\d{1,3}\.){3}\d{1,3}\b)"},
    {Mark::onion_address, R"(\b[a-z2-7]{16}(?:[a-z2-7]{40})?\.onion\b)"},
    {Mark::address_lookup,
     R"((?i)\bip-api\.com\b|\bipinfo\.io\b|\bapi\.ipify\.org\b|\bifconfig\.me\b|\bicanhazip\.com\b|\bipgeolocation\.io\b|\bcheckip\.amazonaws\.com\b|\bipapi\.co\b|\bfreegeoip\.)"},
    // Commands that are text anywhere; commands that are run are read by the shell's grammar.
    {Mark::hidden_powershell,
     R"((?i)powershell(?:\.exe)?[^\x00]{0,80}\s-(?:e|ec|en[a-z]*|w(?:indowstyle)?\s+hidden)\s)"},
    {Mark::pipe_to_shell,
     R"((?i)(?:irm|iwr|invoke-webrequest|invoke-restmethod|downloadstring\()[^\x00]{0,200}\|\s*(?:iex|invoke-expression))"},
    {Mark::pipe_to_shell,
     R"((?i)\b(?:iex|invoke-expression)[\s("'&]{1,8}(?:irm\s|iwr\s|invoke-webrequest|invoke-restmethod|new-object\s+(?:system\.)?net\.webclient))"},
    {Mark::reverse_shell,
     R"(/dev/tcp/[^\x00\s]{1,80}|\bnc(?:at)?\s[^\x00]{0,80}-e\s*/bin/|socket\.socket\([^\x00]{0,200}(?:pty\.spawn|os\.dup2))"},
    {Mark::system_tool,
     R"((?i)\bcertutil(?:\.exe)?\s[^\x00]{0,40}-(?:urlcache|decode)|\bmshta(?:\.exe)?\s+[^\x00]{0,20}(?:http|javascript|vbscript)|\bbitsadmin(?:\.exe)?\s[^\x00]{0,20}/transfer|\brundll32(?:\.exe)?\s[^\x00]{0,60}javascript:|\bregsvr32(?:\.exe)?\s[^\x00]{0,40}/i:http)"},
    {Mark::runtime_source,
     R"(\bbun\.sh/install|oven-sh/bun/releases|\bdeno\.land/(?:x/)?install|denoland/deno/releases|nodejs\.org/(?:dist|download)[^\x00]{0,80}/node-v?[^\x00/]{1,20}-(?:linux|darwin|win|\x1a)|nvm-sh/nvm/[^\x00]{1,20}/install\.sh)"},
    // Spreading.
    {Mark::registry_token, R"(_authToken|\bnpm_[A-Za-z0-9]{36}\b|\bNPM_(?:AUTH_)?TOKEN\b|\bNODE_AUTH_TOKEN\b)"},
    {Mark::registry_identity, R"(/-/whoami\b)"},
    {Mark::registry_search, R"(/-/v1/search\?[^\x00]{0,20}text=maintainer|[?&]text=(?:maintainer|author):)"},
    {Mark::workflow_path, R"(\.github[/\\]workflows\b)"},
    {Mark::workflow_secrets, R"(toJSON\(\s*secrets\s*\)|\$\{\{\s*secrets\b)"},
    {Mark::self_hosted_runner,
     R"(actions-runner-(?:linux|win|osx|\x1a)|RUNNER_TRACKING_ID|actions/runners/registration-token|actions/runner/releases)"},
    {Mark::editor_hook_path,
     R"(\.claude[/\\](?:settings(?:\.local)?\.json|hooks)|(?:^|[/\\\x00])\.vscode[/\\]tasks\.json|\.cursor[/\\](?:hooks\.json|rules|mcp\.json)|\.gemini[/\\]settings\.json|\.codex[/\\]|\.idea[/\\]workspace\.xml|\.windsurf[/\\]|\.config[/\\]autostart|Library[/\\]LaunchAgents|\.config[/\\]systemd[/\\]user)"},
    {Mark::editor_hook_text,
     R"(\bfolderOpen\b|\bSessionStart\b|\bPreToolUse\b|\bPostToolUse\b|--dangerously-skip-permissions|--yolo\b|--trust-all-tools)"},
    {Mark::git_hook_path, R"(\.git[/\\]hooks[/\\]|core\.hooksPath)"},
    {Mark::forge_repositories, R"(api\.github\.com/user/repos\b|(?:POST )?/user/repos(?:\x00|$))"},
    // Wallets.
    {Mark::wallet_pattern,
     R"(0x\[a-f[A-F0-9-]{0,12}\]\{40\}|\[13\]\[a-km-z[^\x00]{0,30}\]\{2[0-9],3[0-9]\}|bc1\[|\bT\[[1-9A-HJ-NP-Za-km-z-]{1,30}\]\{33\}|\[1-9A-HJ-NP-Za-km-z\]\{(?:32|43|44)|4\[0-9AB\]|\[LM3?\]\[a-km-z)"},
    {Mark::wallet_address,
     R"((?:^|\x00)(?:0x[a-fA-F0-9]{40}|bc1q[a-z0-9]{38}|bc1p[a-z0-9]{58}|T[1-9A-HJ-NP-Za-km-z]{33}|[13][a-km-zA-HJ-NP-Z1-9]{32,33}|ltc1q[a-z0-9]{38})(?:\x00|$))"},
    // Gates and destruction in other languages than the shell's.
    {Mark::country_gate,
     R"((?i)(?:^|\x00)(?:russia|belarus|ukraine|iran|israel|china)(?:\x00|$)|Europe/(?:Moscow|Minsk|Kiev|Kyiv)(?:\x00|$)|Asia/(?:Tehran|Jerusalem)(?:\x00|$)|(?:^|\x00)ru[-_]RU(?:\x00|$))"},
    {Mark::destroys,
     R"((?i)\b(?:del|erase)\s+(?:/[fsq]\s+){1,3}"?(?:%USERPROFILE%|%HOMEPATH%|C:\\(?:\*|"|\s|\x00|$))|\brd\s+/s\s+/q\s+"?(?:%USERPROFILE%|C:\\(?:"|\s|\x00|$))|\bcipher\s+/w:|\bshred\s+-[a-z]*[uz][^\x00]{0,40}(?:\$HOME|~)|\bmkfs\.\w+\s+/dev/|\bdd\s+if=/dev/(?:zero|urandom)\s+of=/dev/)"},
};

// Addresses that are not reachable, or that stand in examples.
bool is_public_address(std::string_view url) {
    const size_t start = url.find("://");
    if (start == url.npos) return false;
    std::array<int, 4> part{};
    size_t index = 0;
    for (const std::string_view one : split(url.substr(start + 3), '.')) {
        const auto number = to_number<int>(one);
        if (!number || *number > 255 || index == 4) return false;
        part[index++] = *number;
    }
    if (index != 4) return false;
    const auto [a, b, c, d] = part;
    const bool is_local = a == 0 || a == 10 || a == 127 || a >= 224 || (a == 192 && b == 168) ||
                          (a == 169 && b == 254) || (a == 172 && b >= 16 && b <= 31) ||
                          (a == 100 && b >= 64 && b <= 127);
    const bool is_example = (a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) ||
                            (a == 203 && b == 0) || (a == 198 && (b == 18 || b == 19)) ||
                            (a == b && b == c && c == d) || (a == 1 && b == 2 && c == 3 && d == 4) ||
                            (a == 8 && b == 8) || (a == 1 && c == 0 && b == 0);
    return !is_local && !is_example;
}

struct Compiled {
    RE2::Set set;
    std::vector<std::unique_ptr<RE2>> patterns;
};

RE2::Options options() {
    RE2::Options made;
    made.set_log_errors(false);
    made.set_encoding(RE2::Options::EncodingLatin1);  // bytes: a text need not be UTF-8
    made.set_max_mem(int64_t{64} << 20);
    return made;
}

const Compiled& compiled() {
    static const Compiled all = [] {
        Compiled made{.set = RE2::Set(options(), RE2::UNANCHORED), .patterns = {}};
        for (const TextRule& rule : rules) {
            made.set.Add(rule.pattern, nullptr);
            made.patterns.push_back(std::make_unique<RE2>(rule.pattern, options()));
        }
        made.set.Compile();
        return made;
    }();
    return all;
}

void places_of(size_t rule, std::string_view texts, const std::function<void(const TextMatch&)>& found) {
    const RE2& pattern = *compiled().patterns[rule];
    re2::StringPiece match;
    size_t at = 0;
    for (size_t count = 0; count < max_matches && at <= texts.size(); ++count) {
        const re2::StringPiece whole(texts.data(), texts.size());
        if (!pattern.Match(whole, at, texts.size(), RE2::UNANCHORED, &match, 1)) return;
        const auto offset = static_cast<size_t>(match.data() - texts.data());
        if (rules[rule].mark != Mark::bare_address || is_public_address(texts.substr(offset, match.size())))
            found({rules[rule].mark, offset, match.size()});
        // A separator that ends one match may begin the next.
        at = offset + (match.size() > 1 ? match.size() - 1 : 1);
    }
}

}  // namespace

bool find_texts(std::string_view texts, const std::function<void(const TextMatch&)>& found) {
    std::vector<int> hits;
    RE2::Set::ErrorInfo error{};
    const bool any = compiled().set.Match(re2::StringPiece(texts.data(), texts.size()), &hits, &error);
    if (!any && error.kind != RE2::Set::kNoError) {
        for (size_t rule = 0; rule < std::size(rules); ++rule) places_of(rule, texts, found);
        return false;
    }
    std::sort(hits.begin(), hits.end());
    for (const int rule : hits) places_of(static_cast<size_t>(rule), texts, found);
    return true;
}

}  // namespace ward::vet
