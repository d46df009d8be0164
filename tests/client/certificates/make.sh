#!/bin/sh
# Makes the certificates of the tests anew: an authority, and what it signed. They last 100 years,
# and their keys protect nothing.
set -e
cd "$(dirname "$0")"
openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -keyout authority.key -out authority.pem \
  -subj "/CN=ccs-tui test authority" 2>/dev/null
for who in server client; do
  openssl req -newkey rsa:2048 -nodes -keyout $who.key -out $who.csr -subj "/CN=ccs-tui test $who" 2>/dev/null
  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' > extensions
  openssl x509 -req -in $who.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 36500 \
    -extfile extensions -out $who.crt 2>/dev/null
  cat $who.key $who.crt > $who.pem
done
openssl pkey -in client.key -aes256 -passout pass:shh -out client-locked.key
rm -f authority.key authority.srl extensions ./*.csr server.key server.crt
