#ifndef CARTERA_LIBS_DOMAIN_RECORD_HEAD_H_
#define CARTERA_LIBS_DOMAIN_RECORD_HEAD_H_

#include <cstdint>
#include <string>
#include <tuple>

namespace cartera::record {

// One service's hash chain about one subject.
struct ChainName {
  std::string service;  // "review"
  std::string subject;  // "projects/pspc-eps"

  friend bool operator==(const ChainName& a, const ChainName& b) {
    return a.service == b.service && a.subject == b.subject;
  }
  friend bool operator<(const ChainName& a, const ChainName& b) {
    return std::tie(a.service, a.subject) < std::tie(b.service, b.subject);
  }
};

// How long a chain was and what its last entry hashed to: one leaf of the record's tree.
struct Head {
  ChainName chain;
  int64_t length = 0;
  std::string hash;  // 32 bytes

  // "cartera head v1", service, length, hash in hex and subject, each on a line; the subject comes
  // last and may hold anything.
  std::string Leaf() const;
};

}  // namespace cartera::record

#endif  // CARTERA_LIBS_DOMAIN_RECORD_HEAD_H_
