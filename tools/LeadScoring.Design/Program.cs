// `dotnet ef` wants a program to start from; it uses only DesignTimeFactory.
return;
