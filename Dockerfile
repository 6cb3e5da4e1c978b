# Two stages: build with the SDK and Node, run on the small ASP.NET image as a user without rights.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# What packages there are changes seldom: restored first, so that this layer is kept.
COPY Directory.Build.props Directory.Packages.props ./
COPY src/Services/Services.csproj src/Services/
COPY src/OutboundCall/OutboundCall.csproj src/OutboundCall/
COPY src/Sandbox/Sandbox.csproj src/Sandbox/
COPY src/BotGateway/BotGateway.csproj src/BotGateway/Clients.targets src/BotGateway/
RUN dotnet restore src/BotGateway
COPY clients/console/package.json clients/console/package-lock.json clients/console/
COPY clients/mini/package.json clients/mini/package-lock.json clients/mini/
RUN npm ci --prefix clients/console --no-audit --no-fund && npm ci --prefix clients/mini --no-audit --no-fund
COPY src src
COPY clients clients
RUN dotnet publish src/BotGateway -c Release -o /app --no-restore

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Read identity cards and licences, and make voices of WeChat audible, on this machine.
RUN apt-get update && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-chi-sim ffmpeg && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# 1654 is the user "app" of the base image.
RUN mkdir /data && chown 1654:1654 /data
USER 1654
ENV ASPNETCORE_URLS=http://+:8080 Data__Folder=/data
EXPOSE 8080
VOLUME /data
# Of this host alone: doctor also asks WeChat, whose no is no reason to stop serving.
HEALTHCHECK CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "BotGateway.dll"]
