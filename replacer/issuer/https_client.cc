#include "replacer/issuer/https_client.h"

#include <curl/curl.h>
#include <malloc.h>
#include <string.h>  // NOLINT: explicit_bzero is not in <cstring>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::replacer {
namespace {

// Of all headers of all answers of an exchange.
constexpr size_t kMaxHeaderBytes = size_t{256} << 10;
// AD CS sends another Content-Type to what is no browser.
constexpr char kUserAgent[] = "Mozilla/5.0 (compatible; certsweep)";

// libcurl copies user name, password and Authorization headers many times over and frees them as they are: its memory
// is wiped when it goes.
void WipingFree(void* memory) {
  if (memory == nullptr) return;
  explicit_bzero(memory, ::malloc_usable_size(memory));
  std::free(memory);
}

void* WipingRealloc(void* memory, size_t size) {
  if (memory == nullptr) return std::malloc(size);
  void* larger = std::malloc(std::max<size_t>(size, 1));
  if (larger == nullptr) return nullptr;
  ::memcpy(larger, memory, std::min(size, ::malloc_usable_size(memory)));
  WipingFree(memory);
  return larger;
}

bool InitializeOnce() {
  static const bool initialized = curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, WipingFree, WipingRealloc,
                                                       ::strdup, std::calloc) == CURLE_OK;
  return initialized;
}

class StringList {
 public:
  StringList() = default;
  ~StringList() { curl_slist_free_all(list_); }
  StringList(const StringList&) = delete;
  StringList& operator=(const StringList&) = delete;

  bool Add(const std::string& text) {
    curl_slist* longer = curl_slist_append(list_, text.c_str());
    if (longer == nullptr) return false;
    list_ = longer;
    return true;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

std::string_view WithoutBlanks(std::string_view text) {
  while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text;
}

// What an exchange has collected so far.
struct Collected {
  HttpsResponse response;
  size_t header_bytes = 0;
  size_t max_body_bytes = 0;
  bool too_long = false;
};

void TakeHeader(std::string_view line, HttpsResponse* response) {
  // Another answer begins: that of before was one of the steps of authentication.
  if (line.starts_with("HTTP/")) {
    *response = {};
    return;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = base::AsciiLower(line.substr(0, colon));
  const std::string_view value = WithoutBlanks(line.substr(colon + 1));
  if (name == "retry-after") response->retry_after = value;
  if (name == "location") response->location = value;
  if (name == "content-type") response->content_type = value;
  if (name == "www-authenticate") response->offered_schemes.emplace_back(value.substr(0, value.find(' ')));
}

size_t OnHeader(const char* data, size_t one, size_t count, void* context) {
  auto* collected = static_cast<Collected*>(context);
  const size_t size = one * count;
  collected->header_bytes += size;
  if (collected->header_bytes > kMaxHeaderBytes) {
    collected->too_long = true;
    return 0;  // ends the exchange
  }
  TakeHeader({data, size}, &collected->response);
  return size;
}

size_t OnBody(const char* data, size_t one, size_t count, void* context) {
  auto* collected = static_cast<Collected*>(context);
  const size_t size = one * count;
  if (collected->response.body.size() + size > collected->max_body_bytes) {
    collected->too_long = true;
    return 0;
  }
  collected->response.body.append(data, size);
  return size;
}

unsigned long AuthenticationMask(HttpsAuthentication authentication) {  // NOLINT: libcurl takes a long
  switch (authentication) {
    case HttpsAuthentication::kBasic:
      return CURLAUTH_BASIC;
    case HttpsAuthentication::kNtlm:
      return CURLAUTH_NTLM;
    case HttpsAuthentication::kNegotiate:
      return CURLAUTH_NEGOTIATE;
    case HttpsAuthentication::kNone:
    case HttpsAuthentication::kCertificate:
      break;
  }
  return CURLAUTH_NONE;
}

absl::Status CheckFeatures(HttpsAuthentication authentication) {
  const curl_version_info_data* info = curl_version_info(CURLVERSION_NOW);
  if (authentication == HttpsAuthentication::kNtlm && (info->features & CURL_VERSION_NTLM) == 0) {
    return absl::FailedPreconditionError("this machine's libcurl was built without NTLM");
  }
  if (authentication == HttpsAuthentication::kNegotiate && (info->features & CURL_VERSION_SPNEGO) == 0) {
    return absl::FailedPreconditionError("this machine's libcurl was built without Negotiate (Kerberos)");
  }
  return absl::OkStatus();
}

// The host of "https://host[:port]/..." without brackets, and its port.
std::pair<std::string, std::string> HostAndPort(std::string_view url) {
  std::string_view authority = url.substr(url.find("//") + 2);
  authority = authority.substr(0, authority.find('/'));
  const size_t colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  std::string host(authority.substr(0, has_port ? colon : authority.size()));
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  return {host, has_port ? std::string(authority.substr(colon + 1)) : std::string("443")};
}

}  // namespace

class HttpsClient::Handle {
 public:
  explicit Handle(const HttpsClientOptions& options) : options_(options), curl_(curl_easy_init()) {}
  ~Handle() { curl_easy_cleanup(curl_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  absl::Status SetUp(const std::string& password) {
    if (curl_ == nullptr) return absl::ResourceExhaustedError("libcurl: no handle");
    if (absl::Status status = CheckFeatures(options_.authentication); !status.ok()) return status;
    SetUpConnection();
    SetUpTrust();
    SetUpCredentials(password);
    Set(CURLOPT_ERRORBUFFER, error_);
    Set(CURLOPT_HEADERFUNCTION, OnHeader);
    Set(CURLOPT_WRITEFUNCTION, OnBody);
    Set(CURLOPT_HEADERDATA, &collected_);
    Set(CURLOPT_WRITEDATA, &collected_);
    return SetUpStatus();
  }

  absl::StatusOr<HttpsResponse> Perform(const HttpsRequest& request) {
    StringList headers, resolve;
    collected_ = {.response = {}, .header_bytes = 0, .max_body_bytes = options_.max_body_bytes, .too_long = false};
    error_[0] = '\0';
    const bool posts = !request.content_type.empty();
    // Without "Expect:" a server that does not know it is waited for.
    bool ok = headers.Add("Expect:") && (!posts || headers.Add(absl::StrCat("Content-Type: ", request.content_type)));
    ok = ok && AddOverride(request.url, &resolve);
    if (!ok) return absl::ResourceExhaustedError("libcurl: no memory");
    Set(CURLOPT_URL, request.url.c_str());
    if (posts) {
      Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      Set(CURLOPT_POSTFIELDS, request.body.data());
    } else {
      Set(CURLOPT_HTTPGET, 1L);
    }
    Set(CURLOPT_HTTPHEADER, headers.get());
    Set(CURLOPT_RESOLVE, resolve.get());
    if (absl::Status status = SetUpStatus(); !status.ok()) return status;
    const CURLcode result = curl_easy_perform(curl_);
    // The lists go before the handle.
    Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    Set(CURLOPT_RESOLVE, static_cast<curl_slist*>(nullptr));
    return ResponseTo(request, result);
  }

 private:
  template <class Value>
  void Set(CURLoption option, Value value) {
    const CURLcode result = curl_easy_setopt(curl_, option, value);
    if (set_up_ == CURLE_OK) set_up_ = result;
  }

  absl::Status SetUpStatus() const {
    if (set_up_ == CURLE_OK) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("libcurl: ", curl_easy_strerror(set_up_)));
  }

  void SetUpConnection() {
    Set(CURLOPT_PROTOCOLS_STR, "https");
    Set(CURLOPT_FOLLOWLOCATION, 0L);
    Set(CURLOPT_PROXY, "");
    Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));            // NOLINT: libcurl takes a long
    Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));  // NOLINT
    Set(CURLOPT_USERAGENT, kUserAgent);
    Set(CURLOPT_NOSIGNAL, 1L);
    Set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout_ms));         // NOLINT
    Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.timeout_ms));  // NOLINT
  }

  void SetUpTrust() {
    Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT: libcurl takes a long
    Set(CURLOPT_SSL_VERIFYPEER, 1L);
    Set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (options_.ca_bundle.empty()) return;
    Set(CURLOPT_CAINFO, options_.ca_bundle.c_str());
    Set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }

  void SetUpCredentials(const std::string& password) {
    switch (options_.authentication) {
      case HttpsAuthentication::kNone:
        return;
      case HttpsAuthentication::kCertificate:
        Set(CURLOPT_SSLCERT, options_.client_cert.c_str());
        Set(CURLOPT_SSLKEY, options_.client_key.c_str());
        return;
      case HttpsAuthentication::kBasic:
      case HttpsAuthentication::kNtlm:
      case HttpsAuthentication::kNegotiate:
        Set(CURLOPT_HTTPAUTH, AuthenticationMask(options_.authentication));
        Set(CURLOPT_USERNAME, options_.username.c_str());
        Set(CURLOPT_PASSWORD, password.c_str());
        return;
    }
  }

  bool AddOverride(std::string_view url, StringList* resolve) const {
    const auto [host, port] = HostAndPort(url);
    for (const auto& [name, address] : options_.resolve) {
      if (base::EqualsIgnoreAsciiCase(name, host)) return resolve->Add(absl::StrCat(host, ":", port, ":", address));
    }
    return true;
  }

  absl::StatusOr<HttpsResponse> ResponseTo(const HttpsRequest& request, CURLcode result) {
    if (collected_.too_long) {
      return absl::ResourceExhaustedError(absl::StrCat(request.url, ": an answer of over ",
                                                       options_.max_body_bytes >> 10, " KiB, which is not read on"));
    }
    if (result != CURLE_OK) {
      const std::string_view why = error_[0] != '\0' ? error_ : curl_easy_strerror(result);
      return absl::UnavailableError(absl::StrCat(request.url, ": ", base::DisplayText(why)));
    }
    long status = 0;  // NOLINT: libcurl gives a long
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    collected_.response.status = static_cast<int>(status);
    return std::move(collected_.response);
  }

  const HttpsClientOptions options_;
  CURL* const curl_;
  CURLcode set_up_ = CURLE_OK;
  Collected collected_;
  char error_[CURL_ERROR_SIZE] = {};
};

HttpsClient::HttpsClient(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
HttpsClient::~HttpsClient() = default;

absl::StatusOr<std::unique_ptr<HttpsClient>> HttpsClient::Create(const HttpsClientOptions& options,
                                                                 const std::string& password) {
  if (!InitializeOnce()) return absl::InternalError("libcurl can't be set up");
  auto handle = std::make_unique<Handle>(options);
  if (absl::Status status = handle->SetUp(password); !status.ok()) return status;
  return std::unique_ptr<HttpsClient>(new HttpsClient(std::move(handle)));
}

absl::StatusOr<HttpsResponse> HttpsClient::Exchange(const HttpsRequest& request) { return handle_->Perform(request); }

}  // namespace certsweep::replacer
