package dev.opjournal.sample.proxmox;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One call, and what is known of it when it goes wrong. */
final class ProxmoxHttp {
    private static final int MAX_ANSWER = 4 * 1024 * 1024;

    private final RestClient http;
    private final URI url;
    private final JsonMapper json = JsonMapper.shared();

    ProxmoxHttp(RestClient.Builder builder, URI url, ProxmoxProperties properties) {
        this.url = url;
        // Not HttpURLConnection, which repeats a POST by itself when its connection breaks. No redirects for the same
        // reason: a call is made once.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.connectTimeout())
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(properties.readTimeout());
        String base = url.toString();
        this.http = builder.requestFactory(requests)
                .baseUrl((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/api2/json")
                .defaultHeader("Authorization", "PVEAPIToken=" + properties.effectiveToken())
                .build();
    }

    /**
     * Makes a call.
     *
     * @param form the parameters of a POST, encoded; null for none
     * @param path a template, whose variables are encoded one by one
     * @throws NotSentException if no connection came about
     * @throws NoAnswerException if no answer came
     */
    Reply call(HttpMethod method, @Nullable String form, String path, Object... variables) {
        String what = method + " " + path;
        try {
            RestClient.RequestBodySpec request = http.method(method).uri(path, variables);
            if (form != null) {
                request.contentType(MediaType.APPLICATION_FORM_URLENCODED).body(form);
            }
            return request.exchangeForRequiredValue((sent, answer) -> read(what, answer));
        } catch (RestClientException e) {
            if (nothingWasSent(e)) {
                throw new NotSentException(
                        "Proxmox VE cannot be reached at " + url + ": " + e.getMostSpecificCause() + ".", e);
            }
            throw new NoAnswerException(
                    "No answer from Proxmox VE at " + url + " to " + what + ": " + e.getMostSpecificCause() + ".", e);
        }
    }

    private Reply read(String what, ClientHttpResponse answer) throws IOException {
        byte[] body = answer.getBody().readNBytes(MAX_ANSWER);
        JsonNode content;
        try {
            content = json.readTree(body);
        } catch (JacksonException e) {
            // A proxy's page, or an answer that was cut: the status is all that there is.
            content = json.missingNode();
        }
        return new Reply(what, answer.getStatusCode().value(), content);
    }

    /** Only what fails before the first byte of the request: whatever else may have reached the other side. */
    private static boolean nothingWasSent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }
}
