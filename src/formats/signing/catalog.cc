#include "formats/signing/catalog.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/text.h"
#include "formats/digest.h"
#include "formats/signing/der.h"
#include "formats/signing/signer_key.h"
#include "formats/signing/trust.h"

namespace ward::signing {
namespace {

// Object identifiers: PKCS (1.2.840.113549), NIST, and Microsoft's (1.3.6.1.4.1.311).
constexpr std::string_view signed_data = "1.2.840.113549.1.7.2";
constexpr std::string_view content_type = "1.2.840.113549.1.9.3";
constexpr std::string_view message_digest = "1.2.840.113549.1.9.4";
constexpr std::string_view rsa_encryption = "1.2.840.113549.1.1.1";
constexpr std::string_view ecdsa_with_sha256 = "1.2.840.10045.4.3.2";
constexpr std::string_view sha256_algorithm = "2.16.840.1.101.3.4.2.1";
constexpr std::string_view certificate_trust_list = "1.3.6.1.4.1.311.10.1";
constexpr std::string_view catalog_list = "1.3.6.1.4.1.311.12.1.1";
constexpr std::string_view catalog_list_member_2 = "1.3.6.1.4.1.311.12.1.3";
constexpr std::string_view name_value = "1.3.6.1.4.1.311.12.2.1";
constexpr std::string_view member_info_2 = "1.3.6.1.4.1.311.12.2.3";
constexpr std::string_view indirect_data = "1.3.6.1.4.1.311.2.1.4";
constexpr std::string_view pe_image_data = "1.3.6.1.4.1.311.2.1.15";
constexpr std::string_view flat_data =
    "1.3.6.1.4.1.311.2.1.25";  // named for cabinets, used for every file without a kind
constexpr std::string_view statement_type = "1.3.6.1.4.1.311.2.1.11";
constexpr std::string_view individual_code_signing = "1.3.6.1.4.1.311.2.1.21";
constexpr std::string_view opus_info = "1.3.6.1.4.1.311.2.1.12";

// As makecat writes it for a plain text: authenticated, in readable form, not to be replaced.
constexpr uint32_t name_value_flags = 0x10010001;
constexpr Instant first_year_without_utc_time = 2'524'608'000;  // 2050

std::string utf16(std::string_view text, bool big_endian) {
    std::string out;
    const auto unit = [&](char32_t value) {
        const std::pair bytes{static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
        out += big_endian ? bytes.first : bytes.second;
        out += big_endian ? bytes.second : bytes.first;
    };
    const std::string valid = valid_utf8(text);
    for (std::string_view rest = valid; !rest.empty();) {
        const size_t length = utf8_length(rest);
        const char32_t character = decode_utf8(rest.substr(0, length));
        rest.remove_prefix(length);
        if (character < 0x10000) {
            unit(character);
        } else {
            unit(0xd800 + ((character - 0x10000) >> 10));
            unit(0xdc00 + ((character - 0x10000) & 0x3ff));
        }
    }
    return out;
}

std::string attribute(std::string_view type, std::string_view value) {
    return der::sequence(der::object(type) + der::element(0x31, value));
}

std::string algorithm(std::string_view type) {
    return der::sequence(der::object(type) + der::null());
}

std::string file_attribute(std::string_view name) {
    return attribute(name_value,
                     der::sequence(der::element(0x1e, utf16("File", true)) + der::integer(name_value_flags) +
                                   der::octets(utf16(name, false) + std::string(2, '\0'))));
}

std::string digest_attribute(const FileDigest& digest) {
    // A link to nowhere where a file's kind has something to say: flags and "<<<Obsolete>>>" are what older readers
    // expect.
    const std::string link =
        digest.form == FileForm::portable_executable
            ? der::sequence(der::element(0x03, std::string_view("\0", 1)) +
                            der::tagged(0, der::tagged(2, der::element(0x80, utf16("<<<Obsolete>>>", true)))))
            : der::tagged(2, der::element(0x80, {}));
    const std::string kind = der::object(digest.form == FileForm::portable_executable ? pe_image_data : flat_data);
    return attribute(indirect_data,
                     der::sequence(der::sequence(kind + link) +
                                   der::sequence(algorithm(sha256_algorithm) + der::octets(digest.sha256))));
}

std::string member_of(std::string_view name, const FileDigest& digest) {
    const std::string info =
        attribute(member_info_2, der::element(digest.form == FileForm::portable_executable ? 0x80 : 0x82, {}));
    return der::sequence(der::octets(digest.sha256) +
                         der::set_of({info, file_attribute(name), digest_attribute(digest)}));
}

// YYMMDDhhmmssZ.
std::string utc_time(Instant time) {
    std::string text;
    for (const char c : format_instant(time).substr(2))
        if (is_digit(c)) text += c;
    return der::element(0x17, text + "Z");
}

// The contents of the list, without its own tag and length: that is what gets signed.
std::string list_contents(std::span<const CatalogMember> members, Instant time) {
    // One entry for a digest; the first name in the alphabet, so that the order of the members does not matter.
    std::map<std::string, const CatalogMember*> by_digest;
    for (const CatalogMember& member : members) {
        const CatalogMember*& entry = by_digest[member.digest.sha256];
        if (entry == nullptr || member.name < entry->name) entry = &member;
    }
    std::string entries;
    for (const auto& [digest, member] : by_digest) entries += member_of(member->name, member->digest);
    const auto identifier = sha256(entries);
    return der::sequence(der::object(catalog_list)) +
           der::octets({reinterpret_cast<const char*>(identifier.data()), 16}) + utc_time(time) +
           der::sequence(der::object(catalog_list_member_2) + der::null()) + der::sequence(entries);
}

std::string signed_attributes(std::string_view contents) {
    const auto digest = sha256(contents);
    return der::set_of(
        {attribute(content_type, der::object(certificate_trust_list)),
         attribute(message_digest, der::octets({reinterpret_cast<const char*>(digest.data()), digest.size()})),
         attribute(statement_type, der::sequence(der::object(individual_code_signing))),
         attribute(opus_info, der::sequence({}))});
}

std::string issuer_and_serial(X509* certificate) {
    unsigned char* name = nullptr;
    const int name_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &name);
    unsigned char* serial = nullptr;
    const int serial_size = i2d_ASN1_INTEGER(X509_get_serialNumber(certificate), &serial);
    std::string out(reinterpret_cast<const char*>(name), static_cast<size_t>(std::max(name_size, 0)));
    out.append(reinterpret_cast<const char*>(serial), static_cast<size_t>(std::max(serial_size, 0)));
    OPENSSL_free(name);
    OPENSSL_free(serial);
    return der::sequence(out);
}

Verdict<std::string> signature_over(evp_pkey_st* key, std::string_view bytes) {
    const Owned<evp_md_ctx_st> context(EVP_MD_CTX_new());
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    size_t size = 0;
    std::string signature;
    bool made = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1;
    signature.resize(size);
    made = made && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data,
                                  bytes.size()) == 1;
    signature.resize(size);
    const std::string reason = openssl_reason();
    if (!made) return refuse(Problem::key_unusable, "OpenSSL could not sign: " + reason);
    return signature;
}

}  // namespace

Verdict<std::string> make_catalog(std::span<const CatalogMember> members, std::string_view key_pem,
                                  std::string_view chain_pem, const CatalogOptions& options) {
    if (members.empty()) return refuse(Problem::malformed, "a catalog needs at least one member");
    if (members.size() > max_catalog_members)
        return refuse(Problem::too_large, fmt::format("a catalog of more than {} members", max_catalog_members));
    if (options.time < 0 || options.time >= first_year_without_utc_time)
        return refuse(Problem::malformed, "a catalog's time lies between 1970 and 2049");
    WARD_TRY(const SignerKey signer,
             read_signer(key_pem, chain_pem, options.passphrase, options.time, options.require_code_signing));

    const std::string contents = list_contents(members, options.time);
    const std::string attributes = signed_attributes(contents);
    WARD_TRY(const std::string signature, signature_over(signer.key.get(), attributes));
    // In the message the attributes have another tag than where they are signed.
    const std::string implicit_attributes = '\xa0' + attributes.substr(1);
    const std::string signature_algorithm = EVP_PKEY_get_base_id(signer.key.get()) == EVP_PKEY_EC
                                                ? der::sequence(der::object(ecdsa_with_sha256))
                                                : algorithm(rsa_encryption);
    const std::string signer_info =
        der::sequence(der::integer(1) + issuer_and_serial(signer.chain.front().get()) + algorithm(sha256_algorithm) +
                      implicit_attributes + signature_algorithm + der::octets(signature));
    std::vector<std::string> certificates;
    certificates.reserve(signer.chain.size());
    for (const Certificate& certificate : signer.chain) certificates.push_back(der_of(certificate.get()));
    std::sort(certificates.begin(), certificates.end());
    const std::string content_info =
        der::sequence(der::object(certificate_trust_list) + der::tagged(0, der::sequence(contents)));
    return der::sequence(
        der::object(signed_data) +
        der::tagged(0, der::sequence(der::integer(1) + der::set_of({algorithm(sha256_algorithm)}) + content_info +
                                     der::tagged(0, join(certificates, "")) + der::set_of({signer_info}))));
}

}  // namespace ward::signing
