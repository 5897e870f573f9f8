#include "formats/signing/ssh_key.h"

#include <array>
#include <optional>

#include <fmt/core.h>
#include <openssl/evp.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/der.h"
#include "formats/signing/ed25519.h"
#include "formats/signing/handles.h"
#include "formats/signing/ssh_wire.h"

namespace ward::signing {
namespace {

struct Curve {
    std::string_view name;  // in the binary form
    std::string_view object;
    size_t point_bytes;  // 4, x, y
};
constexpr Curve p256{"nistp256", "1.2.840.10045.3.1.7", 65};
constexpr Curve p384{"nistp384", "1.3.132.0.34", 97};
constexpr Curve p521{"nistp521", "1.3.132.0.35", 133};

struct Row {
    SshKeyKind kind;
    std::string_view name;
    const Curve* curve;  // null: none
    bool in_security_key;
};
constexpr std::array rows = {
    Row{SshKeyKind::ed25519, "ssh-ed25519", nullptr, false},
    Row{SshKeyKind::p256, "ecdsa-sha2-nistp256", &p256, false},
    Row{SshKeyKind::p384, "ecdsa-sha2-nistp384", &p384, false},
    Row{SshKeyKind::p521, "ecdsa-sha2-nistp521", &p521, false},
    Row{SshKeyKind::rsa, "ssh-rsa", nullptr, false},
    Row{SshKeyKind::security_ed25519, "sk-ssh-ed25519@openssh.com", nullptr, true},
    Row{SshKeyKind::security_p256, "sk-ecdsa-sha2-nistp256@openssh.com", &p256, true},
};

const Row* row_named(std::string_view name) {
    for (const Row& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

std::unexpected<Refusal> not_a_key(std::string_view name) {
    return refuse(Problem::malformed, fmt::format("the {} key is not in the form of one", name));
}

std::string bits(std::string_view bytes) {
    return der::element(0x03, std::string(1, '\0').append(bytes));
}

Verdict<std::string> rsa_spki(SshWire& wire) {
    const auto exponent = wire.number();
    const auto modulus = wire.number();
    if (!exponent || !modulus) return not_a_key("ssh-rsa");
    const bool odd = (exponent->back() & 1) != 0;
    // With 1 every signature is the message itself; a large one only costs time.
    if (!odd || *exponent == "\x01" || exponent->size() > 8)
        return refuse(Problem::weak_key, "the RSA key's exponent is none that is used");
    const std::string numbers = der::element(0x02, *modulus) + der::element(0x02, *exponent);
    const std::string algorithm = der::sequence(der::object("1.2.840.113549.1.1.1") + der::null());
    return der::sequence(algorithm + bits(der::sequence(numbers)));
}

Verdict<std::string> curve_spki(SshWire& wire, const Row& row) {
    const auto curve = wire.text();
    const auto point = wire.text();
    if (!curve || *curve != row.curve->name || !point || point->size() != row.curve->point_bytes ||
        point->front() != '\x04')
        return not_a_key(row.name);
    const std::string algorithm = der::sequence(der::object("1.2.840.10045.2.1") + der::object(row.curve->object));
    return der::sequence(algorithm + bits(*point));
}

Verdict<std::string> spki_of(SshWire& wire, const Row& row) {
    if (row.kind == SshKeyKind::rsa) return rsa_spki(wire);
    if (row.curve != nullptr) return curve_spki(wire, row);
    const auto point = wire.text();
    if (!point) return not_a_key(row.name);
    return ed25519_public_key(*point);
}

// What OpenSSL has to say: whether a point is on its curve, how long a modulus is.
Verdict<void> check(const SshKey& key) {
    WARD_TRY(const Key read, public_key(key.spki_der, fmt::format("the {} key", name_of(key.kind))));
    if (key.kind != SshKeyKind::rsa) return {};
    const int size = EVP_PKEY_get_bits(read.get());
    if (size < min_ssh_rsa_bits)
        return refuse(Problem::weak_key,
                      fmt::format("the RSA key has {} bits, and {} are the least", size, min_ssh_rsa_bits));
    if (size > max_ssh_rsa_bits)
        return refuse(Problem::too_large, fmt::format("the RSA key has more than {} bits", max_ssh_rsa_bits));
    return {};
}

}  // namespace

std::string_view name_of(SshKeyKind kind) {
    return rows[static_cast<size_t>(kind)].name;
}

Verdict<SshKey> ssh_key_of(std::string_view blob) {
    if (blob.size() > max_ssh_key_bytes)
        return refuse(Problem::too_large, fmt::format("the key has more than {} bytes", max_ssh_key_bytes));
    SshWire wire(blob);
    const auto name = wire.text();
    if (!name) return refuse(Problem::malformed, "this is no SSH key");
    const Row* row = row_named(*name);
    if (row == nullptr)
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("keys of the kind {} are not taken", display(name->substr(0, 64))));
    SshKey key{.kind = row->kind, .blob = std::string(blob)};
    WARD_TRY(key.spki_der, spki_of(wire, *row));
    if (row->in_security_key) {
        const auto application = wire.text();
        if (!application || application->empty()) return not_a_key(row->name);
        key.application = *application;
    }
    if (!wire.at_end()) return refuse(Problem::trailing_bytes, fmt::format("bytes follow the {} key", row->name));
    WARD_TRY_VOID(check(key));
    return key;
}

Verdict<SshKey> parse_ssh_key(std::string_view line) {
    if (line.size() > 2 * max_ssh_key_bytes)
        return refuse(Problem::too_large, fmt::format("the key's line has more than {} bytes", 2 * max_ssh_key_bytes));
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos)
        return refuse(Problem::malformed, "an SSH key is one line");
    const size_t first = line.find(' ');
    if (first == std::string_view::npos) return refuse(Problem::malformed, "an SSH key is a kind, a blank and base64");
    const std::string_view kind = line.substr(0, first);
    if (row_named(kind) == nullptr)
        return refuse(Problem::unsupported_algorithm,
                      fmt::format("{} is no kind of key that is taken", display(kind.substr(0, 64))));
    const std::string_view rest = line.substr(first + 1);
    const size_t second = rest.find(' ');
    const auto blob = base64_decode(rest.substr(0, second));
    if (!blob) return refuse(Problem::malformed, fmt::format("the {} key is not in base64", kind));
    WARD_TRY(SshKey key, ssh_key_of(*blob));
    if (name_of(key.kind) != kind)
        return refuse(Problem::malformed, fmt::format("the line says {}, and the key is {}", kind, name_of(key.kind)));
    if (second != std::string_view::npos) key.comment = trim(rest.substr(second));
    return key;
}

std::string ssh_fingerprint(std::string_view blob) {
    const auto digest = sha256(blob);
    std::string text = base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
    while (text.ends_with('=')) text.pop_back();
    return "SHA256:" + text;
}

}  // namespace ward::signing
