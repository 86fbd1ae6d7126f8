#include "engine/x509/pem.h"

#include <openssl/base64.h>
#include <openssl/mem.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/x509/cbs.h"

namespace certsweep::x509 {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\v\f";

absl::Status ErrorAt(int line, std::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", line, ": ", base::ToAbsl(what)));
}

std::string ShownLabel(std::string_view label) { return base::DisplayText(label, 40); }

// Takes the text apart into lines that end in LF, CRLF or CR, without the blanks before them.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> Next() {
    if (!put_back_.empty()) return std::exchange(put_back_, {});
    if (rest_.empty()) return std::nullopt;
    ++line_;
    const size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (!rest_.empty()) rest_.remove_prefix(1);
    return Trimmed(line);
  }

  // Files put together without a line end between them: the next call returns `tail` of the line just returned.
  void PutBack(std::string_view tail) { put_back_ = Trimmed(tail); }

  int line() const { return line_; }
  // How much there is up to `mark`, or to the end where it does not come.
  size_t BytesBefore(std::string_view mark) const {
    return put_back_.size() + std::min(rest_.find(mark), rest_.size());
  }

 private:
  static std::string_view Trimmed(std::string_view line) {
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    return line;
  }

  std::string_view rest_;
  std::string_view put_back_;
  int line_ = 0;
};

bool IsBase64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  size_t size = 0;
  if (!EVP_DecodedLength(&size, text.size())) return std::nullopt;
  std::string out(size, '\0');
  const base::Bytes in = base::AsBytes(text);
  if (!EVP_DecodeBase64(reinterpret_cast<uint8_t*>(out.data()), &size, out.size(), in.data(), in.size())) {
    return std::nullopt;
  }
  out.resize(size);
  return out;
}

class PemReader {
 public:
  explicit PemReader(std::string_view text) : lines_(text) {}

  absl::StatusOr<std::vector<PemBlock>> ReadAll() {
    std::vector<PemBlock> blocks;
    while (const std::optional<std::string_view> line = lines_.Next()) {
      // Damage to a BEGIN line must not make a block disappear without a word.
      if (line->starts_with(kEnd)) return StrayEnd(*line);
      if (!line->starts_with(kBegin)) continue;
      absl::StatusOr<PemBlock> block = ReadBlock(*line);
      if (!block.ok()) return block.status();
      blocks.push_back(*std::move(block));
    }
    return blocks;
  }

 private:
  absl::StatusOr<PemBlock> ReadBlock(std::string_view begin) {
    PemBlock block;
    block.line = lines_.line();
    const std::optional<std::string_view> label = TakeLabel(begin, kBegin);
    if (!label) return ErrorAt(block.line, "a BEGIN line does not end in five dashes");
    block.label = std::string(*label);
    std::string base64;
    const base::Wiper wiper(base64);
    base64.reserve(lines_.BytesBefore(kEnd));  // a string that grows leaves copies behind
    if (absl::Status status = ReadBody(block, &base64); !status.ok()) return status;
    std::optional<std::string> der = DecodeBase64(base64);
    if (!der)
      return ErrorAt(block.line, absl::StrCat(ShownLabel(block.label), " is not base64: damaged or incomplete"));
    block.der = *std::move(der);
    return block;
  }

  // The label of a BEGIN or END line; what stands behind it on the same line is read next.
  std::optional<std::string_view> TakeLabel(std::string_view line, std::string_view prefix) {
    line.remove_prefix(prefix.size());
    const size_t end = line.find(kDashes);
    if (end == std::string_view::npos) return std::nullopt;
    lines_.PutBack(line.substr(end + kDashes.size()));
    return line.substr(0, end);
  }

  // All base64 up to the END line, which is read too.
  absl::Status ReadBody(PemBlock& block, std::string* base64) {
    bool in_headers = false;  // up to an empty line
    while (std::optional<std::string_view> line = lines_.Next()) {
      if (line->starts_with(kEnd)) return CheckEnd(block, *line);
      if (line->starts_with(kBegin)) break;
      const size_t dashes = line->find(kDashes);
      if (dashes != std::string_view::npos && dashes > 0) {
        lines_.PutBack(line->substr(dashes));
        line = line->substr(0, dashes);
      }
      if (line->empty()) in_headers = false;
      if (base64->empty() && line->find(':') != std::string_view::npos) in_headers = true;
      if (in_headers) {
        absl::StrAppend(&block.headers, base::ToAbsl(*line), "\n");
        continue;
      }
      if (absl::Status status = AppendBase64(block, *line, base64); !status.ok()) return status;
    }
    return ErrorAt(block.line, absl::StrCat(ShownLabel(block.label), " has no END line"));
  }

  absl::Status AppendBase64(const PemBlock& block, std::string_view line, std::string* base64) {
    for (const char c : line) {
      if (IsBase64(c)) {
        base64->push_back(c);
      } else if (kBlanks.find(c) == std::string_view::npos) {
        return ErrorAt(lines_.line(), absl::StrCat("not base64 (in the ", ShownLabel(block.label),
                                                   " that begins at line ", block.line, ")"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status StrayEnd(std::string_view line) {
    const std::optional<std::string_view> label = TakeLabel(line, kEnd);
    return ErrorAt(lines_.line(), absl::StrCat("END ", ShownLabel(label.value_or("?")), " without a BEGIN line"));
  }

  absl::Status CheckEnd(const PemBlock& block, std::string_view line) {
    const std::optional<std::string_view> label = TakeLabel(line, kEnd);
    if (label == block.label) return absl::OkStatus();
    return ErrorAt(lines_.line(), absl::StrCat("END ", ShownLabel(label.value_or("?")), " does not fit BEGIN ",
                                               ShownLabel(block.label), " at line ", block.line));
  }

  LineReader lines_;
};

bool IsCertificateLabel(std::string_view label) {
  return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

}  // namespace

bool IsPem(std::string_view content) {
  const bool is_der = content.size() > 1 && content[0] == '\x30' && (content[1] & 0xf8) == 0x80;
  return !is_der && content.find(kBegin) != std::string_view::npos;
}

absl::StatusOr<std::vector<PemBlock>> ParsePem(std::string_view text) { return PemReader(text).ReadAll(); }

std::optional<base::Bytes> CertificateIn(const PemBlock& block) {
  if (!IsCertificateLabel(block.label)) return std::nullopt;
  const base::Bytes whole = base::AsBytes(block.der);
  // OpenSSL's TRUSTED CERTIFICATE is a certificate and settings of its own behind it.
  CBS rest = ToCbs(whole), certificate;
  if (block.label != "TRUSTED CERTIFICATE" || !CBS_get_asn1_element(&rest, &certificate, CBS_ASN1_SEQUENCE))
    return whole;
  return ToBytes(certificate);
}

absl::StatusOr<std::vector<CertificatePtr>> ParsePemCertificates(std::string_view text) {
  absl::StatusOr<std::vector<PemBlock>> blocks = ParsePem(text);
  if (!blocks.ok()) return blocks.status();
  const PemWiper wiper(*blocks);
  std::vector<CertificatePtr> certificates;
  for (const PemBlock& block : *blocks) {
    const std::optional<base::Bytes> der = CertificateIn(block);
    if (!der) continue;
    absl::StatusOr<CertificatePtr> certificate = Certificate::Parse(*der);
    if (!certificate.ok()) return ErrorAt(block.line, base::ToStd(certificate.status().message()));
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

std::string EncodePem(std::string_view label, base::Bytes der) {
  static constexpr size_t kBytesPerLine = 48;
  std::string pem = absl::StrCat(base::ToAbsl(kBegin), base::ToAbsl(label), "-----\n");
  pem.reserve(2 * pem.size() + (der.size() / kBytesPerLine + 1) * 65);  // a string that grows leaves copies behind
  uint8_t line[65];
  for (size_t at = 0; at < der.size(); at += kBytesPerLine) {
    const base::Bytes bytes = der.subspan(at, std::min(kBytesPerLine, der.size() - at));
    pem.append(reinterpret_cast<const char*>(line), EVP_EncodeBlock(line, bytes.data(), bytes.size()));
    pem.push_back('\n');
  }
  OPENSSL_cleanse(line, sizeof line);  // it may have been a key
  absl::StrAppend(&pem, base::ToAbsl(kEnd), base::ToAbsl(label), "-----\n");
  return pem;
}

}  // namespace certsweep::x509
